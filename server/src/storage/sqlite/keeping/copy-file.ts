import { createReadStream, createWriteStream, existsSync } from 'node:fs';
import { chmod, rm, stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { RESULT, resultOf } from '../../sqlite-result.js';
import { placeFile } from '../durable-files.js';
import { openSqlite } from '../sqlite.js';

/** A copy of a database as of one moment, while others write. Nothing that was deleted is in it. */
export async function copyDatabase(from: string, to: string): Promise<void> {
  // For reading alone: one that is destroyed just now must not come into being again, empty.
  await vacuumInto(from, to, true).catch((fault: unknown) => {
    // It must be written first: a transaction was cut off in it.
    if (resultOf(fault) !== RESULT.readOnly) throw fault;
    return vacuumInto(from, to, false);
  });
  await chmod(to, 0o600);
}

async function vacuumInto(from: string, to: string, readOnly: boolean): Promise<void> {
  const database = await openSqlite(from, ['busy_timeout = 10000'], { readOnly });
  try {
    database.prepare('VACUUM INTO ?').run(to);
  } finally {
    database.close();
  }
}

/** A copy of a file that is never changed but may be destroyed at any moment: then there is no copy. */
export async function copyFinal(from: string, to: string): Promise<void> {
  const before = await stat(from).catch(() => undefined);
  if (!before) return;
  await pipeline(createReadStream(from), createWriteStream(to, { flags: 'wx', mode: 0o600 })).catch((fault: NodeJS.ErrnoException) => {
    if (fault.code !== 'ENOENT') throw fault;
  });
  // It loses its name before it is overwritten: under its name it was whole until now.
  if (!existsSync(from)) await rm(to, { force: true });
}

/** Puts a copy under its name, whole or not at all, over whatever was there. */
export async function putBack(from: string, to: string): Promise<void> {
  await placeFile(to, (part) => pipeline(createReadStream(from), createWriteStream(part, { flags: 'r+' })));
}
