import type { SqlDatabase } from '../../sqlite.js';
import { accounts } from './0001-accounts.js';
import { roster } from './0002-roster.js';
import { rounds } from './0003-rounds.js';
import { results } from './0004-results.js';

/** One step of the schema. A step that was released is never changed: the next one corrects it. */
export interface Migration {
  name: string;
  up(database: SqlDatabase): void;
}

/** In their order; a database knows how many it has. */
export const migrations: readonly Migration[] = [accounts, roster, rounds, results];
