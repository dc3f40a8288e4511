import { NewerSchema } from '../../port/newer-schema.js';
import type { SqlDatabase } from '../sqlite.js';
import { migrations } from './migrations/index.js';
import type { Migration } from './migrations/migration.js';

/** Brings the schema up to date. Processes that start together wait for one another. Refuses (NewerSchema) a schema from the future and leaves it untouched. */
export function migrate(database: SqlDatabase, steps: readonly Migration[] = migrations): void {
  // Immediate: two processes that start at once would otherwise both see an empty file and both create the tables.
  database.exec('BEGIN IMMEDIATE');
  try {
    const done = Number(database.prepare('PRAGMA user_version').get()?.user_version ?? 0);
    if (done > steps.length) throw new NewerSchema(done, steps.length);
    for (const step of steps.slice(done)) step.up(database);
    database.exec(`PRAGMA user_version = ${steps.length}`);
    database.exec('COMMIT');
  } catch (fault) {
    try {
      database.exec('ROLLBACK');
    } catch {
      // On a full disk SQLite has undone everything itself.
    }
    throw fault;
  }
}
