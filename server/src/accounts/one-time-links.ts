import type { OneTimeLink } from '#shared/contract/accounts.js';
import { Refusal } from '#shared/contract/refusal.js';
import { recordActing } from '../audit/audit.js';
import type { LinkPurpose } from '../storage/port/registrar/access.js';
import type { AccountRecord } from '../storage/port/registrar/accounts.js';
import { type AccountNeeds, colleagueGone, newToken, organisationOf, tokenHash } from './accounts.js';
import { countTry } from './limits.js';
import { refuseWeakPassword } from './password-strength.js';
import { type OpenedSession, openSession } from './sessions.js';
import { refuseWrongCode } from './two-factor.js';

/** An invitation may wait for a holiday to end; a reset is used at once. */
const HOURS: Record<LinkPurpose, number> = { join: 7 * 24, reset: 1, recover: 1 };

/** A link that works once, for an account; its earlier links stop working. Refuses (`not-found`) one that was removed meanwhile. The secret stands behind `#`, which browsers send to no server. */
export async function makeLink(needs: AccountNeeds, account: AccountRecord, purpose: LinkPurpose): Promise<OneTimeLink> {
  const { token, hash } = newToken(needs.random);
  const expires = new Date(needs.clock.now().getTime() + HOURS[purpose] * 3600 * 1000).toISOString();
  const { id, organisation } = account;
  if (!(await needs.registrar.access.keepLink({ hash, organisation, account: id, purpose, expires }))) throw colleagueGone();
  return { link: `${needs.baseUrl}/join#${token}`, expires };
}

/** Whose link it is and what it is for. Refuses (`link-spent`) one that was used, replaced or never made. */
export async function readOneTimeLink(needs: AccountNeeds, token: string, address: string) {
  await countTry(needs, 'link', address);
  const { link, account } = await linkOf(needs, token);
  const { name } = await organisationOf(needs, account.organisation);
  const purpose = link.purpose === 'join' ? ('join' as const) : ('reset' as const);
  return { purpose, name: account.name, email: account.email, organisation: name, code: codeNeeded(link.purpose, account) };
}

/** Sets the password and signs in; every other session of the account ends. A second factor stays on, unless whoever runs the server made the link. */
export async function useOneTimeLink(
  needs: AccountNeeds,
  { token, password, code, address }: { token: string; password: string; code?: string | undefined; address: string },
): Promise<OpenedSession> {
  await countTry(needs, 'link', address);
  const { link, account } = await linkOf(needs, token);
  const { name } = await organisationOf(needs, account.organisation);
  refuseWeakPassword(password, { ...account, organisation: name });
  const hashed = await needs.passwords.hash(password);
  if (codeNeeded(link.purpose, account)) await refuseWrongCode(needs, account, code);
  const act = link.purpose === 'join' ? 'colleague-joined' : 'password-reset';
  const entry = { organisation: account.organisation, who: account.name, act, subject: account.email } as const;
  const changed = await recordActing(needs, entry, () => spend(needs, token, hashed));
  return openSession(needs, changed);
}

/** HR makes reset links: without this, HR could take over the account of a steward who has a second factor. */
function codeNeeded(purpose: LinkPurpose, account: AccountRecord): boolean {
  return purpose === 'reset' && account.twoFactor !== null;
}

async function spend({ registrar, clock }: AccountNeeds, token: string, password: string): Promise<AccountRecord> {
  const { useLink: take } = registrar.access;
  const holder = await take(tokenHash(token), clock.now().toISOString(), password);
  if (!holder) throw spent();
  return holder;
}

async function linkOf({ registrar, clock }: AccountNeeds, token: string) {
  const found = await registrar.access.readLink(tokenHash(token), clock.now().toISOString());
  if (!found) throw spent();
  return found;
}

function spent(): Refusal {
  return new Refusal('link-spent', {
    ...{ field: 'token', reason: 'This link does not work any more.' },
    remedy: 'Each link works once, for a limited time. Ask HR for a new one.',
  });
}
