import { asBuffer, type SqlDatabase, type SqlStatement } from '../sqlite.js';
import { SQL_TAKEN, SQL_UNIT } from './slot-record.js';

/** A number as it lies in the file, always of one length: a count that grows changes nothing else there. */
const WIDTH = 4;

/** For whoever writes a file anew, inside a transaction: no ballots in any unit, which go by their numbers. */
export function createUnitCounts(database: SqlDatabase, units: number): void {
  database.exec('CREATE TABLE filled (unit INTEGER PRIMARY KEY, ballots BLOB NOT NULL)');
  const insert = database.prepare('INSERT INTO filled VALUES (?, ?)');
  for (let unit = 0; unit < units; unit++) insert.run(unit, written(0));
}

/**
 * How many ballots each unit has, kept beside the slots and written with them: the check against a unit's capacity and the cast are one act,
 * however many processes share the file, and none has to count. They are a function of the ballots there, so they tell nothing of their order.
 */
export class UnitCounts {
  readonly #read: SqlStatement;
  readonly #write: SqlStatement;
  readonly #readAll: SqlStatement;

  private constructor(database: SqlDatabase) {
    this.#read = database.prepare('SELECT ballots FROM filled WHERE unit = ?');
    this.#write = database.prepare('UPDATE filled SET ballots = ? WHERE unit = ?');
    this.#readAll = database.prepare('SELECT unit, ballots FROM filled ORDER BY unit');
  }

  /** A file from before there were such counts is given them. */
  static of(database: SqlDatabase, units: number): UnitCounts {
    if (!hasCounts(database)) countSlots(database, units);
    return new UnitCounts(database);
  }

  of(unit: number): number {
    return numberIn(this.#read.get(unit)?.ballots);
  }

  become(unit: number, ballots: number): void {
    this.#write.run(written(ballots), unit);
  }

  /** Of the units that have any. */
  all(): Map<number, number> {
    const counts = this.#readAll.all().map(({ unit, ballots }) => [Number(unit), numberIn(ballots)] as const);
    return new Map(counts.filter(([, ballots]) => ballots > 0));
  }
}

function hasCounts(database: SqlDatabase): boolean {
  return database.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'filled'").get() !== undefined;
}

function countSlots(database: SqlDatabase, units: number): void {
  database.exec('BEGIN IMMEDIATE');
  try {
    // Another process may have been first.
    if (!hasCounts(database)) {
      createUnitCounts(database, units);
      const write = database.prepare('UPDATE filled SET ballots = ? WHERE unit = ?');
      const counted = database.prepare(`SELECT ${SQL_UNIT} AS unit, count(*) AS ballots FROM slot WHERE ${SQL_TAKEN} GROUP BY 1`);
      for (const { unit, ballots } of counted.all()) write.run(written(Number(ballots)), asBuffer(unit).readUInt16BE());
    }
    database.exec('COMMIT');
  } catch (fault) {
    database.exec('ROLLBACK');
    throw fault;
  }
}

function written(ballots: number): Buffer {
  const bytes = Buffer.alloc(WIDTH);
  bytes.writeUInt32BE(ballots);
  return bytes;
}

function numberIn(bytes: Parameters<typeof asBuffer>[0]): number {
  return asBuffer(bytes).readUInt32BE();
}
