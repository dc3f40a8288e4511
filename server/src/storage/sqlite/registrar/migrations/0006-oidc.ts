import type { SqlDatabase } from '../../sqlite.js';
import type { AccountTables } from './0001-accounts.js';

export interface OidcTables {
  /** `oidc_subject`: issuer and subject, joined by a space. */
  accounts: AccountTables['accounts'] & { oidc_subject: string | null };
}

/** Who an account is at the identity provider: one account a subject. */
export const oidc = {
  name: '0006-oidc',
  up: (database: SqlDatabase): void =>
    database.exec(`
      ALTER TABLE accounts ADD COLUMN oidc_subject TEXT;
      CREATE UNIQUE INDEX accounts_by_oidc_subject ON accounts (oidc_subject);
    `),
};
