import { existsSync } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { RoundId } from '#shared/ballot/manifest.js';
import type { RoundState } from '#shared/round/states.js';
import { makeFolder } from '../../../make-folder.js';
import type { CopiedRegistrar, CopiedRound, KeptRegistrar } from '../../port/kept-store.js';
import { StoreCannotOpen } from '../../port/store-cannot-open.js';
import { placeFile } from '../durable-files.js';
import { migrations } from '../registrar/migrations/index.js';
import { openSqlite, type SqlDatabase } from '../sqlite.js';
import { copyDatabase, putBack } from './copy-file.js';

const NAME = 'registrar.sqlite';
/** Stands in the registrar's place while a restore is under way: no database, so that no server takes it for one. */
const CLAIM = /^Candour: the restore of backup (\S+) has begun here and not ended/;

/** The registrar's file for backup and restore. */
export function keptRegistrarFile(path: string): KeptRegistrar {
  const claimedBy = async () => CLAIM.exec(await beginning(path))?.[1];
  return {
    engine: 'sqlite',
    knownSchema: migrations.length,
    async copy(to) {
      if (await missing(path)) return undefined;
      await copyDatabase(path, join(to, NAME));
      return reading(join(to, NAME), describe);
    },
    rounds: () => reading(path, roundsIn),
    missing: () => missing(path),
    async occupied() {
      // A log that is left of another database would be written into this one.
      const found = [path, `${path}-wal`, `${path}-journal`].find((each) => existsSync(each));
      return found && !(await claimedBy()) ? `there is already ${found}` : undefined;
    },
    claimedBy,
    async claim(backup) {
      await makeFolder(dirname(path));
      const line = `Candour: the restore of backup ${backup} has begun here and not ended. Restore again, or remove this file.\n`;
      await placeFile(path, async (part) => {
        const handle = await open(part, 'r+');
        await handle.writeFile(line.repeat(8)).finally(() => handle.close());
      });
    },
    restore: (from) => putBack(join(from, NAME), path),
  };
}

/** Of no bytes: a disk lost them, or a first start was cut off. What this user may not see is not missing. */
async function missing(path: string): Promise<boolean> {
  const found = await stat(path).catch((fault: NodeJS.ErrnoException) => {
    if (['ENOENT', 'ENOTDIR'].includes(fault.code ?? '')) return undefined;
    throw new StoreCannotOpen(`The registrar ${path} cannot be read: give this user the right to, or go on as the user of the server`);
  });
  return (found?.size ?? 0) === 0;
}

async function beginning(path: string): Promise<string> {
  if (!existsSync(path)) return '';
  const handle = await open(path, 'r');
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(256), 0, 256, 0).finally(() => handle.close());
  return buffer.toString('latin1', 0, bytesRead);
}

async function reading<T>(path: string, read: (database: SqlDatabase) => T): Promise<T> {
  const database = await openSqlite(path, ['busy_timeout = 10000'], { readOnly: true });
  try {
    return read(database);
  } finally {
    database.close();
  }
}

function describe(database: SqlDatabase): CopiedRegistrar {
  const column = (table: string, sql: string) => (has(database, table) ? database.prepare(sql).all().map(asText) : []);
  return {
    schema: Number(database.prepare('PRAGMA user_version').get()?.user_version ?? 0),
    organisations: column('organisations', 'SELECT id AS value FROM organisations ORDER BY id'),
    rounds: roundsIn(database),
    answersUntil:
      column('sealed_answers', 'SELECT destroy_from AS value FROM sealed_answers ORDER BY destroy_from DESC LIMIT 1')[0] ?? null,
  };
}

function asText({ value }: Record<string, unknown>): string {
  return String(value);
}

/** A schema from before there were rounds has none. */
function roundsIn(database: SqlDatabase): CopiedRound[] {
  if (!has(database, 'rounds')) return [];
  const step = has(database, 'closings') ? '(SELECT step FROM closings WHERE round = id)' : 'NULL';
  const rows = database
    .prepare(`SELECT id, json_extract(draft, '$.title') AS title, state, ${step} AS step, cleared FROM rounds ORDER BY created_at`)
    .all();
  return rows.map(({ id, title, state, step, cleared }) => ({
    ...{ id: id as RoundId, title: String(title), state: state as RoundState, cleared: cleared === 1 },
    step: step === null || step === undefined ? null : String(step),
  }));
}

function has(database: SqlDatabase, table: string): boolean {
  return database.prepare("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?").get(table) !== undefined;
}
