import type { Credentials } from './port/registrar/access.js';

/** Whether what was shown is still what an account is entered with. */
export function sameCredentials(account: Credentials, shown: Credentials): boolean {
  return account.password === shown.password && account.twoFactor === shown.twoFactor && account.oidcSubject === shown.oidcSubject;
}
