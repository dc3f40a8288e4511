import type { Me } from '#shared/contract/accounts.js';
import { Refusal } from '#shared/contract/refusal.js';
import type { AccountRecord } from '../storage/port/registrar/accounts.js';
import { type AccountNeeds, newToken, organisationOf, presentMe, type SignedIn, tokenHash } from './accounts.js';
import { countTry, forgetTries } from './limits.js';
import { refuseWrongCode } from './two-factor.js';

/** A working day. */
const SESSION_HOURS = 12;

/** A session as its holder gets it: the token is in no store. */
export interface OpenedSession {
  token: string;
  expires: Date;
  me: Me;
}

export interface SignInTry {
  email: string;
  password: string;
  code?: string | undefined;
  address: string;
}

/** Signs in. Refuses, always alike and after the same work: an unknown address, an unused invitation, a wrong password; then a missing or wrong code; too many tries. */
export async function signIn(needs: AccountNeeds, { email, password, code, address }: SignInTry): Promise<OpenedSession> {
  await countTry(needs, 'address', address);
  await countTry(needs, 'account-from-address', email, address);
  // Last: only tries that are let through count against the account, or one address alone could use up the tries of all.
  await countTry(needs, 'account', email);
  const account = await needs.registrar.accounts.readByEmail(email);
  const right = await needs.passwords.verify(password, account?.password);
  if (!account || !right) throw notTogether();
  if (account.twoFactor !== null) await refuseWrongCode(needs, account, code);
  await forgetTries(needs, 'account', email);
  await forgetTries(needs, 'account-from-address', email, address);
  return openSession(needs, account);
}

function notTogether(): Refusal {
  return new Refusal('sign-in-failed', {
    reason: 'E-mail address and password do not belong together.',
    remedy: 'Check both. HR can make you a new link.',
  });
}

/**
 * Opens a session for somebody who has shown who they are by the account as it was read. Refuses (`changed`) where it is gone, or has another password,
 * second factor or holder by now: a check takes its time, and what ended all sessions meanwhile ends this one too.
 */
export async function openSession(needs: AccountNeeds, account: AccountRecord, changed = changedMeanwhile()): Promise<OpenedSession> {
  const { token, hash } = newToken(needs.random);
  const expires = new Date(needs.clock.now().getTime() + SESSION_HOURS * 3600 * 1000);
  const { organisation, id } = account;
  const session = { hash, organisation, account: id, expires: expires.toISOString() };
  if (!(await needs.registrar.access.openSession(session, account))) throw changed;
  return { token, expires, me: presentMe(account, await organisationOf(needs, organisation)) };
}

function changedMeanwhile(): Refusal {
  return new Refusal('sign-in-failed', {
    reason: 'The account was changed or removed at the same moment.',
    remedy: 'Sign in again.',
  });
}

/** Who a session belongs to, as their account is now. Undefined for a session that is over. */
export async function readSession({ registrar, clock }: Pick<AccountNeeds, 'registrar' | 'clock'>, token: string) {
  const account = await registrar.access.readSession(tokenHash(token), clock.now().toISOString());
  if (!account) return undefined;
  const { id, name, email, roles, organisation, twoFactor } = account;
  return { organisation, account: { id, name, email, twoFactor: twoFactor !== null }, roles };
}

/** Ends a session; one that is over already is no fault. */
export async function signOut({ registrar }: Pick<AccountNeeds, 'registrar'>, token: string): Promise<void> {
  await registrar.access.closeSession(tokenHash(token));
}

export async function readMe(needs: AccountNeeds, { organisation, account }: SignedIn): Promise<Me> {
  const record = await needs.registrar.accounts.read(organisation, account.id);
  if (!record) throw new Refusal('sign-in-needed', { remedy: 'Sign in and try again.' });
  return presentMe(record, await organisationOf(needs, organisation));
}
