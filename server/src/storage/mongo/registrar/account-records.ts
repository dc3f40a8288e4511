import type { AccountRecord } from '../../port/registrar/accounts.js';
import type { AccountDocument } from './accounts-documents.js';

/** No issuer's address begins so. */
export const unbound = (email: string): string => `unbound ${email}`;

/** What `recover` takes off. */
export const recovered = (email: string) => ({ twoFactor: null, twoFactorProposed: null, codeStep: -1, subject: unbound(email) });

export function documentOf(account: AccountRecord): AccountDocument {
  const { id, organisation, name, email, roles, password, twoFactor, oidcSubject, createdAt } = account;
  return {
    ...{ _id: email, organisation, account: id, name, roles: [...roles], password, twoFactor, twoFactorProposed: null, codeStep: -1 },
    ...{ subject: oidcSubject ?? unbound(email), link: null, sessionEpoch: 0, sparedSession: null, staffRevision: 0, createdAt },
  };
}

export function accountOf(document: AccountDocument): AccountRecord {
  const { _id: email, account: id, organisation, name, roles, password, twoFactor, subject, createdAt } = document;
  const oidcSubject = subject === unbound(email) ? null : subject;
  return { id, organisation, name, email, roles: [...roles], password, twoFactor, oidcSubject, createdAt };
}

/** Somebody who was invited and has not come yet cannot. */
export function canSignIn({ _id: email, password, subject }: AccountDocument): boolean {
  return password !== null || subject !== unbound(email);
}
