import type { UnitId } from '#shared/ballot/manifest.js';
import type { Claim, ClaimOutcome, RollTotals } from '../../port/roll.js';
import { undate } from '../durable-files.js';
import { GroupCommit, ORDERLESS } from '../group-commit.js';
import { GroupRead } from '../group-read.js';
import { asBuffer, openSqlite, orClosed, type SqlDatabase, type SqlStatement } from '../sqlite.js';
import { OPEN, OVERWRITTEN, type RollPlan, STOPPED } from './create-roll-file.js';
import { COLLECTED, type InvitationRecord, ISSUED, NOT_ME, RECORD_LENGTH, REPLACED, SPARE } from './invitation-record.js';
import { RollCounts } from './roll-counts.js';
import { RollSearch } from './roll-search.js';

/** Records overwritten in one transaction: what it undoes on a fault is kept in memory. */
const AT_ONCE = 10_000;

type SpareOutcome = 'issued' | 'none-left' | 'stopped' | 'unknown';

/** The roll of one round, opened. Everything that changes it goes through one group commit; looking somebody up does not wait for one. */
export class RollFile {
  readonly #search: RollSearch;
  readonly #counts: RollCounts;
  readonly #commit: GroupCommit;
  readonly #reads: GroupRead;
  readonly #stored: SqlStatement;
  #state: Buffer = OPEN;

  private constructor(
    private readonly database: SqlDatabase,
    path: string,
    private readonly plan: RollPlan,
  ) {
    this.#stored = database.prepare('SELECT state FROM state WHERE id = 1');
    this.#search = new RollSearch(database);
    this.#counts = new RollCounts(database);
    this.#commit = new GroupCommit(database, path, {
      begin: () => {
        this.#counts.refresh();
        this.#state = this.#readState();
      },
      undone: () => this.#counts.forget(),
    });
    this.#reads = new GroupRead(database, () => {
      this.#state = this.#readState();
    });
  }

  static async open(path: string): Promise<RollFile> {
    const database = await openSqlite(path, ORDERLESS);
    return orClosed(database, () => {
      const plan = JSON.parse(String(database.prepare('SELECT plan FROM plan').get()?.plan)) as RollPlan;
      undate(path);
      return new RollFile(database, path, plan);
    });
  }

  unitOf(tokenHash: Uint8Array): Promise<UnitId | undefined> {
    return this.#reads.run(() => {
      const found = this.#find(tokenHash);
      return found?.record.valid ? this.#unit(found.record)[0] : undefined;
    });
  }

  claim(claim: Claim): Promise<ClaimOutcome> {
    return this.#commit.run(() => this.#claim(claim));
  }

  issueSpare(tokenHash: Uint8Array): Promise<SpareOutcome> {
    return this.#commit.run(() => this.#issueSpare(tokenHash));
  }

  sayNotMe(tokenHash: Uint8Array): Promise<void> {
    return this.#commit.run(() => {
      const found = this.#find(tokenHash);
      if (found) this.#sayNotMe(found.place, found.record);
    });
  }

  collected(): Promise<number> {
    return this.#commit.run(() => this.#counts.collected);
  }

  stop(): Promise<void> {
    return this.#commit.run(() => {
      if (this.#state.equals(OPEN)) this.#setState(STOPPED);
    });
  }

  totals(): Promise<RollTotals | undefined> {
    return this.#commit.run(() =>
      this.#state.equals(OVERWRITTEN) ? undefined : this.#counts.totals(this.plan.units.map(([unit]) => unit)),
    );
  }

  /** The state comes first and by itself: killed in between, the records are overwritten again. */
  async overwrite(): Promise<void> {
    await this.#commit.run(() => this.#setState(OVERWRITTEN));
    // A journal on disk would hold the whole roll once more, in places that nobody overwrites. Records of equal length
    // leave the file's structure alone, so a write that is cut off leaves it readable, and is repeated.
    this.#journal('memory');
    const overwrite = this.database.prepare(`UPDATE invitation SET record = zeroblob(${RECORD_LENGTH}) WHERE place >= ? AND place < ?`);
    for (let from = 0; from < this.#search.length; from += AT_ONCE) await this.#commit.run(() => overwrite.run(from, from + AT_ONCE));
    this.#counts.forget();
    this.#journal('delete');
  }

  /** Whether anybody has collected or was given a spare: such a roll is not written anew. */
  used(): Promise<boolean> {
    return this.#commit.run(() => !this.#state.equals(OPEN) || this.#counts.used);
  }

  async close(): Promise<void> {
    await this.#commit.run(() => undefined).finally(() => this.database.close());
  }

  #claim({ tokenHash, blinded, replacement }: Claim): ClaimOutcome {
    if (this.#state.equals(OVERWRITTEN)) return { outcome: 'stopped' };
    const found = this.#search.find(tokenHash);
    if (!found?.record.valid) return { outcome: 'unknown' };
    const { place, record } = found;
    const [unit, spares] = this.#unit(record);
    // An answer that was lost on its way is given again, even when collecting has ended: nothing new is claimed.
    if (record.knows(blinded)) return { outcome: 'granted', unit };
    if (!this.#state.equals(OPEN)) return { outcome: 'stopped' };
    if (!record.has(COLLECTED)) {
      record.collect(blinded);
      this.#write(place, record, COLLECTED);
    } else {
      if (record.has(REPLACED)) return { outcome: 'none-left' };
      if (!replacement) return { outcome: 'elsewhere' };
      if (this.#counts.sparesUsed(record.unit) >= spares) return { outcome: 'none-left' };
      record.replace(blinded);
      this.#write(place, record, REPLACED);
    }
    return { outcome: 'granted', unit };
  }

  #issueSpare(tokenHash: Uint8Array): SpareOutcome {
    if (this.#state.equals(OVERWRITTEN)) return 'stopped';
    const found = this.#search.find(tokenHash);
    if (!found?.record.has(SPARE)) return 'unknown';
    const { place, record } = found;
    if (record.has(ISSUED)) return 'issued';
    if (!this.#state.equals(OPEN)) return 'stopped';
    const [, spares] = this.#unit(record);
    if (this.#counts.sparesUsed(record.unit) >= spares) return 'none-left';
    record.mark(ISSUED);
    this.#write(place, record, ISSUED);
    return 'issued';
  }

  /** Written twice, the first time with another mark than it has: without a write to the disk the answer comes sooner, and would tell what was fetched. */
  #sayNotMe(place: number, record: InvitationRecord): void {
    const before = record.has(NOT_ME);
    record.flip(NOT_ME);
    this.#search.overwrite(place, record);
    if (record.has(NOT_ME) !== record.has(COLLECTED)) record.flip(NOT_ME);
    this.#search.overwrite(place, record);
    if (!before && record.has(NOT_ME)) this.#counts.marked(record.unit, NOT_ME);
  }

  /** Nothing is found in an overwritten roll. */
  #find(tokenHash: Uint8Array) {
    return this.#state.equals(OVERWRITTEN) ? undefined : this.#search.find(tokenHash);
  }

  #write(place: number, record: InvitationRecord, mark: number): void {
    this.#search.overwrite(place, record);
    this.#counts.marked(record.unit, mark);
  }

  /** SQLite may leave the mode as it is without a word: a journal on disk would then go unnoticed. */
  #journal(mode: 'memory' | 'delete'): void {
    const now = this.database.prepare(`PRAGMA journal_mode = ${mode}`).get()?.journal_mode;
    if (now !== mode) throw new Error(`the roll's journal is ${now}, not ${mode}`);
  }

  #unit(record: InvitationRecord): [UnitId, number] {
    const unit = this.plan.units[record.unit];
    if (!unit) throw new Error('a record of the roll names no unit of its plan: the file is damaged');
    return unit;
  }

  #readState(): Buffer {
    return asBuffer(this.#stored.get()?.state);
  }

  #setState(state: Buffer): void {
    this.database.prepare('UPDATE state SET state = ? WHERE id = 1').run(state);
    this.#state = state;
  }
}
