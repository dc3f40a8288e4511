import { Refusal } from '#shared/contract/refusal.js';
import { recordActing } from '../audit/audit.js';
import { type AccountNeeds, organisationOf, type SignedIn, tokenHash } from './accounts.js';
import { refuseWrongPassword } from './password-again.js';
import { refuseWeakPassword } from './password-strength.js';

/** A new password in place of the present one; every session but this one ends, links stop working. Refuses (`sign-in-failed`) a wrong present one, and (`password-weak`). */
export async function changePassword(
  needs: AccountNeeds,
  by: SignedIn,
  { current, password, session }: { current: string; password: string; session: string },
): Promise<void> {
  const { organisation, account } = by;
  const from = await refuseWrongPassword(needs, by, current, 'current');
  const { name } = await organisationOf(needs, organisation);
  refuseWeakPassword(password, { ...account, organisation: name });
  const to = await needs.passwords.hash(password);
  await recordActing(needs, { organisation, who: account.name, act: 'password-changed', subject: account.email }, async () => {
    const change = { from, to, keep: tokenHash(session) };
    if (await needs.registrar.access.changePassword(organisation, account.id, change)) return;
    throw new Refusal('sign-in-failed', {
      field: 'current',
      reason: 'The password was changed meanwhile.',
      remedy: 'Enter the present one.',
    });
  });
}
