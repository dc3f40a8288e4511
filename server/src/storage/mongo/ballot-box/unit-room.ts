import { setImmediate as turn } from 'node:timers/promises';
import type { Connection } from 'mongoose';
import type { BallotKind, RoundId, UnitId } from '#shared/ballot/manifest.js';
import { ballotsOf, boxes } from './schemas.js';

/** Processes that may share a box without a unit ever passing its room. */
const PROCESSES = 8;
/** A process inserts this part of a unit's room before it counts the unit again. */
const UNCOUNTED = 64;

interface Asking {
  units: Set<UnitId>;
  over: Promise<Map<UnitId, number>>;
}

/**
 * Whether a unit still has room, without a counter that all casts would have to change. A process counts a unit's ballots when it has inserted more
 * than a 64th of its room since the last time; a count that comes within 8 times that of the room makes the unit `near`, for all processes, and
 * from then on every insert is followed by a count. Whoever finds more ballots than room takes theirs back: the last of those who keep theirs has
 * seen all others. So no unit is overfull with up to 8 processes; of more, each may add a 64th.
 */
export class UnitRoom {
  readonly #uncounted = new Map<UnitId, number>();
  readonly #near = new Set<UnitId>();
  #asking: Asking | undefined;

  constructor(
    private readonly connection: Connection,
    private readonly round: RoundId,
    private readonly kind: BallotKind,
    private readonly capacity: ReadonlyMap<UnitId, number>,
  ) {}

  /**
   * How many ballots too many each unit has, of the units of ballots that were just inserted. `near` is the box's own list, read after the insert.
   * A unit that need not be counted has none.
   */
  async excess(inserted: readonly UnitId[], near: readonly string[]): Promise<Map<UnitId, number>> {
    for (const unit of inserted) this.#uncounted.set(unit, (this.#uncounted.get(unit) ?? this.#mayInsert(unit)) + 1);
    const units = [...new Set(inserted)].filter(
      (unit) => this.isNear(unit, near) || (this.#uncounted.get(unit) ?? 0) > this.#mayInsert(unit),
    );
    return units.length === 0 ? new Map() : this.#count(units, near);
  }

  isNear(unit: UnitId, near: readonly string[]): boolean {
    return this.#near.has(unit) || this.#mayInsert(unit) === 0 || near.includes(this.#key(unit));
  }

  /** Ballots above the unit's room: 0 when it is just full, less when there is room. However many ask, one count answers. */
  async over(unit: UnitId): Promise<number> {
    const asking = this.#asking ?? this.#askTogether();
    asking.units.add(unit);
    return (await asking.over).get(unit) ?? -(this.capacity.get(unit) ?? 0);
  }

  /** Begins when whoever asks now has asked. */
  #askTogether(): Asking {
    const units = new Set<UnitId>();
    const over = turn().then(() => {
      this.#asking = undefined;
      return this.#counts([...units]);
    });
    this.#asking = { units, over };
    return this.#asking;
  }

  async #count(units: readonly UnitId[], near: readonly string[]): Promise<Map<UnitId, number>> {
    for (const unit of units) this.#uncounted.set(unit, 0);
    const over = await this.#counts(units);
    for (const [unit, ballots] of over)
      if (ballots >= -PROCESSES * this.#mayInsert(unit) && !this.isNear(unit, near)) await this.#makeNear(unit);
    return over;
  }

  async #counts(units: readonly UnitId[]): Promise<Map<UnitId, number>> {
    const rows = await ballotsOf(this.connection, this.round, this.kind)
      .aggregate<{ _id: UnitId; ballots: number }>([
        { $match: { unit: { $in: [...units] } } },
        { $group: { _id: '$unit', ballots: { $sum: 1 } } },
      ])
      .toArray();
    return new Map(rows.map(({ _id, ballots }) => [_id, ballots - (this.capacity.get(_id) ?? 0)]));
  }

  /** Told to all before anything that was inserted is acknowledged. */
  async #makeNear(unit: UnitId): Promise<void> {
    const key = this.#key(unit);
    await boxes(this.connection).updateOne({ _id: this.round, near: { $ne: key } }, { $push: { near: { $each: [key], $sort: 1 } } });
    this.#near.add(unit);
  }

  #mayInsert(unit: UnitId): number {
    return Math.floor((this.capacity.get(unit) ?? 0) / UNCOUNTED);
  }

  #key(unit: UnitId): string {
    return `${this.kind}/${unit}`;
  }
}
