import { createHash } from 'node:crypto';
import { toBase64Url } from '#shared/ballot/encoding.js';
import type { Colleague, Me } from '#shared/contract/accounts.js';
import { Refusal } from '#shared/contract/refusal.js';
import type { Clock } from '../clock.js';
import type { Random } from '../random.js';
import type { Access } from '../storage/port/registrar/access.js';
import type { AccountRecord, Accounts } from '../storage/port/registrar/accounts.js';
import type { Ledger } from '../storage/port/registrar/ledger.js';
import type { OrganisationRecord, Organisations } from '../storage/port/registrar/organisations.js';
import type { IdentityProvider } from './identity-provider.js';
import type { Passwords } from './passwords.js';

/** What the use cases of accounts work with. */
export interface AccountNeeds {
  registrar: { organisations: Organisations; accounts: Accounts; access: Access; ledger: Ledger };
  clock: Clock;
  random: Random;
  passwords: Passwords;
  sessionSecret: string;
  /** Left out where none is configured. */
  oidc?: IdentityProvider | undefined;
  /** Where one-time links lead, without a slash at the end. */
  baseUrl: string;
}

/** Somebody who is signed in. */
export interface SignedIn {
  organisation: string;
  account: { id: string; name: string; email: string; twoFactor: boolean };
}

/** A secret that travels once: 32 random bytes in base64url. Only its hash is stored. */
export function newToken(random: Random): { token: string; hash: string } {
  const token = toBase64Url(random(32));
  return { token, hash: tokenHash(token) };
}

/** SHA-256, hexadecimal. Enough without salt and cost: the token has 256 random bits. */
export function tokenHash(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

export function presentMe(account: AccountRecord, organisation: OrganisationRecord): Me {
  const { id, name, email, roles, twoFactor, password, oidcSubject } = account;
  const { timeZone, language } = organisation;
  return {
    account: { id, name, email, twoFactor: twoFactor !== null, password: password !== null, signOn: oidcSubject !== null },
    roles: [...roles],
    organisation: { id: organisation.id, name: organisation.name, timeZone, language },
    sample: organisation.sample,
  };
}

export function presentColleague(account: AccountRecord): Colleague {
  const { id, name, email, roles } = account;
  return { id, name, email, roles: [...roles], state: hasJoined(account) ? 'active' : 'invited' };
}

/** Whether its holder has ever come, by the invitation or the identity provider. */
export function hasJoined({ password, oidcSubject }: AccountRecord): boolean {
  return password !== null || oidcSubject !== null;
}

export function colleagueGone(): Refusal {
  return new Refusal('not-found', { remedy: 'Reload the list of colleagues: this account is gone.' });
}

/** The organisation an account belongs to: there always is one. */
export async function organisationOf({ registrar }: Pick<AccountNeeds, 'registrar'>, id: string): Promise<OrganisationRecord> {
  const organisation = await registrar.organisations.read(id);
  if (!organisation) throw new Error('an account without its organisation');
  return organisation;
}
