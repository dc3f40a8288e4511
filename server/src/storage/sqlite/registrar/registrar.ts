import { chmod, open } from 'node:fs/promises';
import type { Registrar } from '../../port/registrar.js';
import { openSqlite, orClosed, type SqlDatabase } from '../sqlite.js';
import { access } from './access.js';
import { accounts } from './accounts.js';
import { clientFiles } from './client-files.js';
import { connect } from './connect.js';
import { ledger } from './ledger.js';
import { migrate } from './migrate.js';
import { organisations } from './organisations.js';
import { sqliteOutbox } from './outbox.js';
import { sqliteResults } from './results.js';
import { sqliteRoster } from './roster.js';
import { sqliteRounds } from './rounds.js';

/** Full: what was acknowledged outlasts a power cut. */
const PRAGMAS = ['busy_timeout = 10000', 'journal_mode = WAL', 'synchronous = FULL', 'foreign_keys = ON', 'secure_delete = ON'];

/** Opens the registrar in a SQLite file, made when it is not there, and brings its schema up to date. Refuses (NewerSchema) one from the future. */
export async function openSqliteRegistrar(path: string): Promise<Registrar> {
  await forOwnerAlone(path);
  const database = await openSqlite(path, PRAGMAS);
  orClosed(database, () => migrate(database));
  const db = connect(database);
  return {
    organisations: organisations(db),
    accounts: accounts(db),
    access: access(db),
    ledger: ledger(db),
    roster: sqliteRoster(db),
    rounds: sqliteRounds(db),
    outbox: sqliteOutbox(db),
    results: sqliteResults(db),
    clientFiles: clientFiles(db),
    async close() {
      emptyLog(database);
      await db.destroy();
    },
  };
}

/**
 * So that the file alone is the whole registrar, as whoever copies it by hand takes it for, and nothing that was deleted stays in the log. On Node 20
 * the package leaves that undone at the close. Not waited for: while another process reads or writes, the log is still needed.
 */
function emptyLog(database: SqlDatabase): void {
  try {
    database.exec('PRAGMA busy_timeout = 0');
    database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  } catch {
    // A full disk: the next start reads the log.
  }
}

/**
 * As the folder around it, which may be another than DATA_DIR: SQLite itself would make a file that others may read. Older versions left such
 * files; log and index take the rights of the database. What is not ours to change stays: opening tells whether it can be used.
 */
async function forOwnerAlone(path: string): Promise<void> {
  await open(path, 'a', 0o600).then(
    (file) => file.close(),
    () => undefined,
  );
  for (const each of [path, `${path}-wal`, `${path}-shm`]) await chmod(each, 0o600).catch(() => undefined);
}
