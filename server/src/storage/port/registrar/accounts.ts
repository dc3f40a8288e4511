import type { Role } from '#shared/contract/roles.js';

export interface AccountRecord {
  id: string;
  organisation: string;
  name: string;
  /** Lower case. One account an address in the whole installation. */
  email: string;
  roles: readonly Role[];
  /** Encoded scrypt hash; null until the invitation is used. */
  password: string | null;
  /** Sealed secret of the second factor, once it is on. */
  twoFactor: string | null;
  /** Issuer and subject at the identity provider, joined by a space; null until the first sign-in from there. One account a subject in the whole installation. */
  oidcSubject: string | null;
  createdAt: string;
}

/** `other-subject`: the account belongs to somebody else at the provider. `other-account`: this subject has another account. */
export type BindOutcome = 'bound' | 'other-subject' | 'other-account' | 'not-found';

/** `last-hr`: nobody else who can sign in, by password or identity provider, would be left to run the organisation. */
export type ChangeOutcome = 'done' | 'not-found' | 'last-hr';

export interface Accounts {
  readByEmail(email: string): Promise<AccountRecord | undefined>;
  readByOidcSubject(subject: string): Promise<AccountRecord | undefined>;
  read(organisation: string, id: string): Promise<AccountRecord | undefined>;
  /** By name. */
  list(organisation: string): Promise<AccountRecord[]>;
  add(account: AccountRecord): Promise<'added' | 'email-taken'>;
  changeRoles(organisation: string, id: string, roles: readonly Role[]): Promise<ChangeOutcome>;
  /** With its sessions and links. */
  remove(organisation: string, id: string): Promise<ChangeOutcome>;
  /**
   * Binds the account to its holder at the identity provider, for good; again for the same subject is `bound`. Its links stop working.
   * Of any number of subjects at once one is `bound`.
   */
  bindOidc(organisation: string, id: string, subject: string): Promise<BindOutcome>;
  /** A second factor that is not on yet: it is once `confirmTwoFactor` was called. An earlier proposal is replaced. */
  proposeTwoFactor(organisation: string, id: string, sealedSecret: string): Promise<void>;
  readProposedTwoFactor(organisation: string, id: string): Promise<string | null>;
  /** Turns the proposed second factor on, its code of time step `step` being used. False where another one, or none, is proposed by then. */
  confirmTwoFactor(organisation: string, id: string, proposed: { sealedSecret: string; step: number }): Promise<boolean>;
  removeTwoFactor(organisation: string, id: string): Promise<void>;
  /** Uses the code of a time step, once; codes of that step and earlier ones are `replayed` from then on. Any number at once: one is `taken`. */
  takeCodeStep(organisation: string, id: string, step: number): Promise<'taken' | 'replayed'>;
}
