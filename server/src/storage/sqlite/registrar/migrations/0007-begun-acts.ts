import type { Generated } from 'kysely';
import type { SqlDatabase } from '../../sqlite.js';
import type { AccountTables } from './0001-accounts.js';

export interface BegunActsTables {
  /** `begun`: 1 while nobody has said how the act ended. */
  ledger: AccountTables['ledger'] & { begun: Generated<number> };
}

/** An act is entered before it is done. */
export const begunActs = {
  name: '0007-begun-acts',
  up: (database: SqlDatabase): void => database.exec('ALTER TABLE ledger ADD COLUMN begun INTEGER NOT NULL DEFAULT 0'),
};
