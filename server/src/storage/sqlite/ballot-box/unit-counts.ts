import { asBuffer, CommittedElsewhere, type SqlDatabase, type SqlStatement } from '../sqlite.js';
import { SQL_TAKEN, SQL_UNIT } from './slot-record.js';

/**
 * How many ballots each unit has. The file holds no such count: it is taken from the slots when the file is opened,
 * kept up with what this process writes, and taken anew inside the transaction when another process has written:
 * the check against a unit's capacity and the cast are one act, however many processes share the file.
 */
export class UnitCounts {
  readonly #elsewhere: CommittedElsewhere;
  readonly #select: SqlStatement;
  #byUnit: Map<number, number> | undefined;

  constructor(database: SqlDatabase) {
    this.#elsewhere = new CommittedElsewhere(database);
    this.#select = database.prepare(`SELECT ${SQL_UNIT} AS unit, count(*) AS ballots FROM slot WHERE ${SQL_TAKEN} GROUP BY 1`);
  }

  /** Call it inside each transaction, before the counts are relied on. */
  refresh(): void {
    if (!this.#elsewhere.since() && this.#byUnit) return;
    const rows = this.#select.all().map(({ unit, ballots }) => [asBuffer(unit).readUInt16BE(), Number(ballots)] as const);
    this.#byUnit = new Map(rows);
  }

  forget(): void {
    this.#byUnit = undefined;
  }

  of(unit: number): number {
    return this.all.get(unit) ?? 0;
  }

  added(unit: number): void {
    this.all.set(unit, this.of(unit) + 1);
  }

  get all(): Map<number, number> {
    if (!this.#byUnit) throw new Error('counts are asked for outside a transaction');
    return this.#byUnit;
  }
}
