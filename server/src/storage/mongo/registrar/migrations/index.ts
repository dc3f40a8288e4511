import { first } from './0001-first.js';
import { invitedCounts } from './0002-invited-counts.js';
import type { Migration } from './migration.js';

/** In their order; the database's `schema` document knows how many it has. */
export const migrations: readonly Migration[] = [first, invitedCounts];
