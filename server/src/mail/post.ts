import { createTransport } from 'nodemailer';
import type { MailText } from './invitation-text.js';

export interface Letter extends MailText {
  to: { name: string; address: string };
}

/** What became of a letter. `refused`: it will never be taken. `later`: try again. `away`: the mail server cannot be used for this one, nor for the next. */
export type PostOutcome =
  | { outcome: 'sent' }
  | { outcome: 'refused' | 'later'; reason: string }
  | { outcome: 'away'; reason: string; fault: MailServerAway };

/** Letters wait, because the mail server cannot be reached, offers no TLS, or refuses the sign-in. */
export class MailServerAway extends Error {
  constructor(cause: unknown) {
    super('the mail server cannot be used just now', { cause });
    this.name = 'MailServerAway';
  }
}

/** Where letters are handed over. */
export interface Post {
  send(letter: Letter): Promise<PostOutcome>;
  close(): void;
}

export interface PostOptions {
  /** `smtp://` or `smtps://`, with user and password where needed. */
  smtpUrl: string;
  from: string;
  replyTo?: string | undefined;
}

const AWAY = new Set(['ECONNECTION', 'ETIMEDOUT', 'ESOCKET', 'EDNS', 'EAUTH', 'ECONNREFUSED', 'EPROTOCOL']);
const TIMEOUT_MS = 20_000;
/** Kept open at once, and so many letters are under way. Few servers take more from one sender. */
export const CONNECTIONS = 3;

/** Hands letters over by SMTP, over a few connections that are kept open while there are any. */
export function openPost({ smtpUrl, from, replyTo }: PostOptions): Post {
  const timeouts = { connectionTimeout: TIMEOUT_MS, greetingTimeout: TIMEOUT_MS, socketTimeout: TIMEOUT_MS };
  // Neither logs nor keeps what passes through: a letter holds a token.
  const transport = createTransport({ url: smtpUrl, pool: true, maxConnections: CONNECTIONS, ...timeouts, logger: false, debug: false });
  return {
    async send({ to, subject, body }) {
      try {
        const headers = { 'Auto-Submitted': 'auto-generated' };
        await transport.sendMail({
          from,
          to,
          subject,
          text: body,
          headers,
          ...(replyTo ? { replyTo } : {}),
          disableUrlAccess: true,
          disableFileAccess: true,
        });
        return { outcome: 'sent' };
      } catch (fault) {
        return outcomeOf(fault as SmtpFault, to.address);
      }
    },
    close: () => transport.close(),
  };
}

type SmtpFault = Error & { code?: string; responseCode?: number; response?: string };

function outcomeOf(fault: SmtpFault, address: string): PostOutcome {
  const { code, responseCode, response } = fault;
  // Mail servers repeat the address in what they say; HR sees it beside the name anyway, and no other place needs it.
  const said = (response ?? '')
    .replaceAll(address, '…')
    .replace(/\S+@\S+/g, '…')
    .slice(0, 300);
  const away = (reason: string): PostOutcome => ({ outcome: 'away', reason, fault: new MailServerAway(fault) });
  if (code === 'ETLS') return away('The mail server offers no TLS.');
  if (code !== undefined && AWAY.has(code) && responseCode === undefined) return away('The mail server cannot be reached.');
  if (code === 'EAUTH') return away('The mail server does not accept the user and password of SMTP_URL.');
  // Without a reply it never left: the address itself cannot be written to.
  if (code === 'EENVELOPE' && responseCode === undefined) return { outcome: 'refused', reason: 'The address cannot be written to.' };
  if (responseCode !== undefined && responseCode >= 500) return { outcome: 'refused', reason: said || 'The mail server refused it.' };
  return { outcome: 'later', reason: said || 'The mail server did not take it.' };
}
