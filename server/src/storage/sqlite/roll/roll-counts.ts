import type { UnitId } from '#shared/ballot/manifest.js';
import type { RollTotals } from '../../port/roll.js';
import { asBuffer, CommittedElsewhere, type SqlDatabase, type SqlStatement } from '../sqlite.js';
import { COLLECTED, ISSUED, NOT_ME, REPLACED, SQL_MARKS, SQL_UNIT } from './invitation-record.js';

/**
 * How many records of each unit bear each mark. The file holds no such count: it is taken from the records when somebody asks for it,
 * kept up with what this process writes, and taken anew when another process has written. Most claims need none.
 */
export class RollCounts {
  readonly #elsewhere: CommittedElsewhere;
  readonly #select: SqlStatement;
  #byMark: Map<number, Map<number, number>> | undefined;

  constructor(database: SqlDatabase) {
    this.#elsewhere = new CommittedElsewhere(database);
    this.#select = database.prepare(`SELECT ${SQL_UNIT} AS unit, ${SQL_MARKS} AS marks, count(*) AS records FROM invitation GROUP BY 1, 2`);
  }

  /** Call it inside each transaction, before anything is marked or a count is asked for. */
  refresh(): void {
    if (this.#elsewhere.since()) this.forget();
  }

  forget(): void {
    this.#byMark = undefined;
  }

  /** A record of the unit was given a mark that it did not have. */
  marked(unit: number, mark: number): void {
    const units = this.#byMark?.get(mark);
    units?.set(unit, (units.get(unit) ?? 0) + 1);
  }

  /** Replacements and additions of a unit: its spares are shared by both. */
  sparesUsed(unit: number): number {
    return (this.#units(REPLACED).get(unit) ?? 0) + (this.#units(ISSUED).get(unit) ?? 0);
  }

  get collected(): number {
    return sum(this.#units(COLLECTED));
  }

  get used(): boolean {
    return this.collected + sum(this.#units(ISSUED)) > 0;
  }

  totals(units: readonly UnitId[]): RollTotals {
    const spares = units.map((unit, number) => {
      const replacements = this.#units(REPLACED).get(number) ?? 0;
      const additions = this.#units(ISSUED).get(number) ?? 0;
      return [unit, { replacements, additions }] as const;
    });
    const used = spares.filter(([, { replacements, additions }]) => replacements + additions > 0);
    return { collected: this.collected, notMe: sum(this.#units(NOT_ME)), units: new Map(used) };
  }

  #units(mark: number): Map<number, number> {
    this.#byMark ??= this.#count();
    const units = this.#byMark.get(mark);
    if (!units) throw new Error(`records are not counted by mark ${mark}`);
    return units;
  }

  #count(): Map<number, Map<number, number>> {
    const counts = new Map([COLLECTED, REPLACED, ISSUED, NOT_ME].map((mark) => [mark, new Map<number, number>()]));
    for (const { unit, marks, records } of this.#select.iterate()) {
      const number = asBuffer(unit).readUInt16BE();
      const borne = asBuffer(marks).readUInt8();
      for (const [mark, units] of counts) if ((borne & mark) !== 0) units.set(number, (units.get(number) ?? 0) + Number(records));
    }
    return counts;
  }
}

function sum(counts: ReadonlyMap<number, number>): number {
  let total = 0;
  for (const count of counts.values()) total += count;
  return total;
}
