import type { AccountRecord } from './accounts.js';

/** `join` and `reset` come from HR; `recover` from whoever runs the server: it takes off the second factor and the bond to the identity provider. */
export type LinkPurpose = 'join' | 'reset' | 'recover';

export interface LinkRecord {
  /** SHA-256 of the token, hexadecimal. */
  hash: string;
  organisation: string;
  account: string;
  purpose: LinkPurpose;
  expires: string;
}

export interface SessionRecord {
  /** SHA-256 of the token, hexadecimal. */
  hash: string;
  organisation: string;
  account: string;
  expires: string;
}

/** What somebody has shown to be let in. */
export type Credentials = Pick<AccountRecord, 'password' | 'twoFactor' | 'oidcSubject'>;

/** How accounts are entered: sessions, links that work once, and how often somebody tried. */
export interface Access {
  /** False where the account is gone, or its credentials are other ones than were shown: whoever changed them has ended what came before. */
  openSession(session: SessionRecord, shown: Credentials): Promise<boolean>;
  /** The account of a session that has not expired. */
  readSession(hash: string, now: string): Promise<AccountRecord | undefined>;
  closeSession(hash: string): Promise<void>;
  /** Ends every session of the account but the one named. */
  closeOtherSessions(organisation: string, account: string, keep: string | null): Promise<void>;
  /** The account's earlier links stop working. False where the account is gone. */
  keepLink(link: LinkRecord): Promise<boolean>;
  readLink(hash: string, now: string): Promise<{ link: LinkRecord; account: AccountRecord } | undefined>;
  /**
   * Spends the link: sets the password and ends every session; `recover` also takes the second factor off and unbinds the account from
   * the identity provider. Any number at once: one gets the account.
   */
  useLink(hash: string, now: string, password: string): Promise<AccountRecord | undefined>;
  /**
   * Replaces the password `from` (as encoded in the record) by `to`, ends every session but `keep`; the account's links stop working.
   * False when the password was another one by then: nothing is changed.
   */
  changePassword(organisation: string, account: string, change: { from: string; to: string; keep: string }): Promise<boolean>;
  /** Counts one more try under a key, in the window that began with its first. The count includes this one. */
  countTry(key: string, now: string, windowSeconds: number): Promise<{ tries: number; windowEnds: string }>;
  forgetTries(key: string): Promise<void>;
  /** Removes what has expired. */
  sweep(now: string): Promise<void>;
}
