import { Refusal } from '#shared/contract/refusal.js';
import type { AccountNeeds, SignedIn } from './accounts.js';
import { countTry, forgetTries } from './limits.js';

/** Asks for the password of somebody who is signed in: an unlocked screen is not enough. Returns it as it is encoded. Refuses (`sign-in-failed`) a wrong one, and an account without. */
export async function refuseWrongPassword(
  needs: AccountNeeds,
  { organisation, account }: SignedIn,
  password: string,
  field: string,
): Promise<string> {
  await countTry(needs, 'password-again', account.id);
  const encoded = (await needs.registrar.accounts.read(organisation, account.id))?.password ?? null;
  if (!(await needs.passwords.verify(password, encoded)) || encoded === null)
    throw new Refusal('sign-in-failed', { field, reason: 'That is not your password.', remedy: 'Check it and enter it again.' });
  await forgetTries(needs, 'password-again', account.id);
  return encoded;
}
