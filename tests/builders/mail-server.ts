import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';

export interface ReceivedMail {
  to: string;
  /** As it came over the wire. */
  raw: string;
  subject: string;
  body: string;
}

/** A real SMTP server on a free port that keeps what it gets. `refuse` says with which reply an address is refused; each letter takes `takesMs`; with `refusesSignIn` it asks for a password and says this. */
export async function aMailServer({ takesMs = 0, refusesSignIn }: { takesMs?: number; refusesSignIn?: string } = {}) {
  const received: ReceivedMail[] = [];
  const refusals = new Map<string, number>();
  const server = new SMTPServer({
    disabledCommands: refusesSignIn === undefined ? ['AUTH', 'STARTTLS'] : ['STARTTLS'],
    allowInsecureAuth: true,
    onAuth: (_auth, _session, callback) => callback(new Error(refusesSignIn)),
    logger: false,
    onRcptTo({ address }, _session, callback) {
      const responseCode = refusals.get(address);
      callback(responseCode === undefined ? null : Object.assign(new Error(`<${address}> is not served here`), { responseCode }));
    },
    onData(stream, { envelope }, callback) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        received.push(readMail(Buffer.concat(chunks).toString('utf8'), envelope.rcptTo[0]?.address ?? ''));
        setTimeout(callback, takesMs);
      });
    },
  });
  // Connections that a client drops are no fault here.
  server.on('error', () => {});
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  return {
    received,
    refuse: (address: string, responseCode: number) => void refusals.set(address, responseCode),
    accept: (address: string) => void refusals.delete(address),
    port: (server.server.address() as AddressInfo).port,
    close: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}
export type MailServer = Awaited<ReturnType<typeof aMailServer>>;

function readMail(raw: string, to: string): ReceivedMail {
  const [head = '', ...rest] = raw.split('\r\n\r\n');
  const headers = head.replace(/\r\n[ \t]+/g, ' ').split('\r\n');
  const header = (name: string) =>
    headers
      .find((line) => line.toLowerCase().startsWith(`${name}:`))
      ?.slice(name.length + 1)
      .trim() ?? '';
  const encoded = rest.join('\r\n\r\n');
  const body =
    header('content-transfer-encoding') === 'base64' ? Buffer.from(encoded, 'base64').toString('utf8') : quotedPrintable(encoded);
  return { to, raw, subject: decodedWords(header('subject')), body: body.replaceAll('\r\n', '\n') };
}

function quotedPrintable(text: string): string {
  const bytes = text.replace(/=\r\n/g, '').replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString('utf8');
}

function decodedWords(text: string): string {
  return text
    .replace(/\?= =\?/g, '?==?')
    .replace(/=\?UTF-8\?([BQ])\?([^?]*)\?=/gi, (_, kind: string, word: string) =>
      kind.toUpperCase() === 'B' ? Buffer.from(word, 'base64').toString('utf8') : quotedPrintable(word.replaceAll('_', ' ')),
    );
}
