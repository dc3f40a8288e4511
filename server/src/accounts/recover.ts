import type { OneTimeLink } from '#shared/contract/accounts.js';
import { recordActing } from '../audit/audit.js';
import { type AccountNeeds, hasJoined } from './accounts.js';
import { makeLink } from './one-time-links.js';

/** For whoever runs the server: a link to a new password, which takes off the second factor and the bond to the identity provider. Undefined when no account has the address. */
export async function makeRecoveryLink(needs: AccountNeeds, email: string): Promise<OneTimeLink | undefined> {
  const account = await needs.registrar.accounts.readByEmail(email.trim().toLowerCase());
  if (!account) return undefined;
  const act = { organisation: account.organisation, who: 'operator', act: 'link-renewed', subject: account.email } as const;
  return recordActing(needs, act, () => makeLink(needs, account, hasJoined(account) ? 'recover' : 'join'));
}
