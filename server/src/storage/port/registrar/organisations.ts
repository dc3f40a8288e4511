import type { AccountRecord } from './accounts.js';

export interface OrganisationRecord {
  id: string;
  name: string;
  timeZone: string;
  language: string;
  /** Its data are invented. */
  sample: boolean;
  createdAt: string;
}

/** What the first start of an installation writes, in one act. */
export interface Foundation {
  organisation: OrganisationRecord;
  account: AccountRecord;
  /** SHA-256 of the set-up token, hexadecimal. */
  setupHash: string;
}

export interface Organisations {
  read(id: string): Promise<OrganisationRecord | undefined>;
  list(): Promise<OrganisationRecord[]>;
  /** Replaces the set-up token by another; only its hash is kept. */
  keepSetupHash(hash: string): Promise<void>;
  /** Writes the first organisation with its first account and spends the set-up token. Any number at once: one is `founded`. */
  found(foundation: Foundation): Promise<'founded' | 'setup-done' | 'link-spent'>;
}
