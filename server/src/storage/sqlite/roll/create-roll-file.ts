import type { UnitId } from '#shared/ballot/manifest.js';
import { inSlices, mapInSlices, sortInSlices } from '../../../slices.js';
import type { RollEntry } from '../../port/roll.js';
import { placeFile } from '../durable-files.js';
import { UNJOURNALED } from '../group-commit.js';
import { openSqlite } from '../sqlite.js';
import { InvitationRecord } from './invitation-record.js';

/** What stands in a roll beside its records, and never changes. */
export interface RollPlan {
  format: 'candour-roll-1';
  /** A record holds the place of its unit in this list. */
  units: [UnitId, spares: number][];
}

/** Bytes in a file: a state never changes its length. */
export const OPEN = Buffer.of(0);
export const STOPPED = Buffer.of(1);
export const OVERWRITTEN = Buffer.of(2);

/** Some milliseconds' work. */
const SLICE = 1000;

/**
 * Writes a whole roll, its records in the order of their token hashes, so that the file tells nothing about the order of the roster.
 * Refuses (RangeError) a unit without its number of spares, a hash that is not of 32 bytes, and one that comes twice.
 */
export async function createRollFile(path: string, spares: ReadonlyMap<UnitId, number>, entries: readonly RollEntry[]): Promise<void> {
  const units = [...spares].sort(([a], [b]) => (a < b ? -1 : 1));
  const records = await recordsOf(units, entries);
  await placeFile(path, async (part) => {
    const database = await openSqlite(part, UNJOURNALED);
    database.exec(
      'BEGIN; CREATE TABLE plan (plan TEXT NOT NULL); CREATE TABLE state (id INTEGER PRIMARY KEY, state BLOB NOT NULL); CREATE TABLE invitation (place INTEGER PRIMARY KEY, record BLOB NOT NULL)',
    );
    const plan: RollPlan = { format: 'candour-roll-1', units };
    database.prepare('INSERT INTO plan VALUES (?)').run(JSON.stringify(plan));
    database.prepare('INSERT INTO state VALUES (1, ?)').run(OPEN);
    const insert = database.prepare('INSERT INTO invitation VALUES (?, ?)');
    await inSlices(records, SLICE, (slice, from) => {
      for (const [at, record] of slice.entries()) insert.run(from + at, record.bytes);
      database.exec('COMMIT; BEGIN');
    });
    database.exec('COMMIT');
    database.close();
  });
}

async function recordsOf(units: readonly [UnitId, number][], entries: readonly RollEntry[]): Promise<InvitationRecord[]> {
  const numbers = new Map(units.map(([unit], number) => [unit, number]));
  if (units.length > 0xffff) throw new RangeError('a roll holds 65,535 units at most');
  const written = await mapInSlices(entries, SLICE, (entry) => {
    const unit = numbers.get(entry.unit);
    if (unit === undefined) throw new RangeError(`no spares are given for unit ${entry.unit}`);
    if (entry.tokenHash.length !== 32) throw new RangeError('a token hash has 32 bytes');
    return InvitationRecord.write(entry.tokenHash, unit, entry.spare);
  });
  const records = await sortInSlices(written, SLICE, (a, b) => a.tokenHash.compare(b.tokenHash));
  for (const [at, record] of records.entries())
    if (at > 0 && records[at - 1]?.tokenHash.equals(record.tokenHash)) throw new RangeError('a token hash comes twice');
  return records;
}
