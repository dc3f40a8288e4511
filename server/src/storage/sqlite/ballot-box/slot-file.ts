import { setImmediate as turn } from 'node:timers/promises';
import { fromHex } from '#shared/ballot/encoding.js';
import type { UnitId } from '#shared/ballot/manifest.js';
import type { BoxBallot } from '../../port/ballot-box.js';
import { undate } from '../durable-files.js';
import { GroupCommit, ORDERLESS } from '../group-commit.js';
import { asBuffer, openSqlite, orClosed, type SqlDatabase, type SqlStatement } from '../sqlite.js';
import { SEALED, type SlotPlan } from './create-slot-file.js';
import { SIGNATURE_LENGTH, SlotRecord, SQL_TAKEN } from './slot-record.js';
import { SlotTable } from './slot-table.js';
import { UnitCounts } from './unit-counts.js';

export type CastOutcome = 'counted' | 'counted-before' | 'unit-full' | 'sealed';

/** Slots read at once: enough to be fast, few enough to keep memory flat and other work waiting for a few milliseconds at most. */
const PAGE = 1024;

/** The slots of one round and kind, opened. Everything that changes them goes through one group commit. */
export class SlotFile {
  readonly #table: SlotTable;
  readonly #counts: UnitCounts;
  readonly #commit: GroupCommit;
  readonly #units: ReadonlyMap<UnitId, { number: number; capacity: number }>;
  readonly #state: SqlStatement;
  #sealed = false;

  private constructor(
    private readonly database: SqlDatabase,
    path: string,
    readonly plan: SlotPlan,
  ) {
    this.#state = database.prepare('SELECT state FROM state WHERE id = 1');
    this.#table = new SlotTable(database, plan);
    this.#counts = UnitCounts.of(database, plan.units.length);
    this.#units = new Map(plan.units.map(([unit, capacity], number) => [unit, { number, capacity }]));
    this.#commit = new GroupCommit(database, path, {
      begin: () => {
        this.#sealed = this.#readState().equals(SEALED);
      },
    });
  }

  static async open(path: string): Promise<SlotFile> {
    const database = await openSqlite(path, ORDERLESS);
    return orClosed(database, () => {
      const plan = JSON.parse(String(database.prepare('SELECT plan FROM plan').get()?.plan)) as SlotPlan;
      const file = new SlotFile(database, path, plan);
      undate(path);
      return file;
    });
  }

  /** Refuses (RangeError) what does not fit a slot: an unknown unit, a signature or answers of another length. */
  async cast(ballot: BoxBallot): Promise<CastOutcome> {
    const unit = this.#units.get(ballot.unit);
    if (!unit) throw new RangeError(`unit ${ballot.unit} has no ballots in this box`);
    if (ballot.signature.length !== SIGNATURE_LENGTH) throw new RangeError(`a signature has ${SIGNATURE_LENGTH} bytes`);
    if (ballot.answers.length !== this.plan.items) throw new RangeError(`a ballot of this box has ${this.plan.items} answers`);
    const record = SlotRecord.write(unit.number, fromHex(ballot.id), ballot.signature, ballot.answers);
    return this.#commit.run(() => this.#cast(record, unit));
  }

  seal(): Promise<void> {
    return this.#commit.run(() => {
      if (!this.#sealed) this.database.prepare('UPDATE state SET state = ? WHERE id = 1').run(SEALED);
      this.#sealed = true;
    });
  }

  get sealed(): boolean {
    return this.#readState().equals(SEALED);
  }

  countByUnit(): Promise<Map<UnitId, number>> {
    return this.#commit.run(() => new Map([...this.#counts.all()].map(([unit, ballots]) => [this.unit(unit), ballots])));
  }

  /** The taken slots, by their place. Nothing is locked between two pages. */
  async *taken(): AsyncGenerator<{ slot: number; record: SlotRecord }[]> {
    const select = this.database.prepare(`SELECT slot, record FROM slot WHERE slot >= ? AND slot < ? AND ${SQL_TAKEN}`);
    for (let from = 0; from < this.plan.slots; from += PAGE) {
      const rows = select.all(from, from + PAGE);
      yield rows.map(({ slot, record }) => ({ slot: Number(slot), record: new SlotRecord(asBuffer(record)) }));
      await turn();
    }
  }

  /** Slots by their places. In one transaction: otherwise SQLite takes and leaves its lock for each, which takes longer than reading. */
  at(places: readonly number[]): SlotRecord[] {
    this.database.exec('BEGIN');
    try {
      return places.map((slot) => this.#table.at(slot));
    } finally {
      this.database.exec('COMMIT');
    }
  }

  unit(number: number): UnitId {
    const unit = this.plan.units[number];
    if (!unit) throw new Error('a slot names no unit of its plan: the file is damaged');
    return unit[0];
  }

  /** Acts under way are done first. A file that another process destroyed has none: its close is no fault of this one. */
  async close(): Promise<void> {
    await this.#commit.run(() => undefined).catch(() => {});
    this.database.close();
  }

  #cast(record: SlotRecord, unit: { number: number; capacity: number }): CastOutcome {
    const place = this.#table.placeFor(record.idBytes);
    if (!place) return 'counted-before';
    if (this.#sealed) return 'sealed';
    const ballots = this.#counts.of(unit.number);
    if (ballots >= unit.capacity) return 'unit-full';
    this.#table.insert(record, place);
    this.#counts.become(unit.number, ballots + 1);
    return 'counted';
  }

  #readState(): Buffer {
    return asBuffer(this.#state.get()?.state);
  }
}
