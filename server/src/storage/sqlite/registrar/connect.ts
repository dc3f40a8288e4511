import { CompiledQuery, type DatabaseConnection, type Driver, Kysely, SqliteDialect } from 'kysely';
import { kyselyDatabase, type SqlDatabase } from '../sqlite.js';
import { withUnavailable } from '../unavailable.js';
import type { RegistrarTables } from './tables.js';

export type RegistrarDatabase = Kysely<RegistrarTables>;

/** Transactions take the write lock at once: one that looks first and writes later would fail when another process wrote in between. */
class ImmediateDialect extends SqliteDialect {
  override createDriver(): Driver {
    const driver = super.createDriver();
    driver.beginTransaction = async (connection: DatabaseConnection) => {
      await connection.executeQuery(CompiledQuery.raw('BEGIN IMMEDIATE'));
    };
    // On a full disk SQLite has undone everything itself, and would complain here instead of telling what was wrong.
    driver.rollbackTransaction = async (connection: DatabaseConnection) => {
      await (async () => connection.executeQuery(CompiledQuery.raw('ROLLBACK')))().catch(() => undefined);
    };
    return driver;
  }
}

/** The registrar's tables over an open database, whose schema is up to date. */
export function connect(database: SqlDatabase): RegistrarDatabase {
  return new Kysely<RegistrarTables>({ dialect: new ImmediateDialect({ database: withUnavailable(kyselyDatabase(database)) }) });
}
