import type { UnitId } from '#shared/ballot/manifest.js';
import { askedTogether } from '../asked-together.js';

/** A process takes this part of the places that are left in a unit, and at least one. */
const TAKEN_AT_ONCE = 1 / 16;

/** What all processes see of the ballots of one kind. A unit goes by its place in the plan. */
export interface SharedBallots {
  /** How many ballots each unit has, those not yet acknowledged too; a unit without any may be left out. */
  count(units: readonly UnitId[]): Promise<ReadonlyMap<UnitId, number>>;
  /** Adds to the places that are taken in each unit, in one step, and returns how many then are; undefined where the box is not open any more. */
  take(places: ReadonlyMap<number, number>): Promise<readonly number[] | undefined>;
  /** From here on every other process reads the places that are taken before it acknowledges what it inserts. */
  tellOthers(): Promise<void>;
}

/** A unit as this process knows it. */
interface Filling {
  place: number;
  capacity: number;
  /** Places that are taken by all processes, when it was last read. */
  taken: number;
  /** Places that this process has taken, and ballots that it has inserted. */
  own: number;
  inserted: number;
  /** All are taken, and every other process has been told so or will see it. */
  told: boolean;
}

/**
 * Whether a unit still has room, without a change that every cast would have to make: a process takes many of its places at once, and whoever
 * inserts more ballots than it has places takes more before any of them is acknowledged. What is taken is never given back: places of a process
 * that ended are lost. So when all are taken every process counts after every insert, and whoever finds more ballots than room takes its own back.
 *
 * However many processes there are, no unit of an open box is overfull. (What a sealing finds before it was taken back stays, and is counted.) Not more ballots are acknowledged without a count than places were taken, that is, than
 * there is room; and each of them was inserted before its process read that not all were taken yet, or passed a lane before its process was told that
 * all are. Whoever counts has read that all are, and told the others before, so its count sees every one of those, and the last that keeps its ballot
 * by a count sees all others that ever will be kept.
 */
export class UnitRoom {
  readonly #units: ReadonlyMap<UnitId, Filling>;
  /** A count goes through the whole box: however many ask, there is one at a time. */
  readonly #counted = askedTogether((units: readonly UnitId[]) => this.#count(units));

  constructor(
    plan: readonly { unit: UnitId; capacity: number }[],
    private readonly ballots: SharedBallots,
  ) {
    this.#units = new Map(plan.map(({ unit, capacity }, place) => [unit, { place, capacity, taken: 0, own: 0, inserted: 0, told: false }]));
  }

  /**
   * How many ballots too many each unit has, of the units of ballots that were just inserted, or found there and are to be acknowledged.
   * `taken` are the places by the unit's own place, read after that; of a unit without a number all are. Of ballots that passed a lane they need not
   * be read: whoever counts tells first. A unit that need not be counted has none.
   */
  async excess(inserted: readonly UnitId[], taken?: readonly number[]): Promise<Map<UnitId, number>> {
    for (const unit of inserted) this.#filling(unit).inserted++;
    const fillings = [...new Set(inserted)].map((unit) => ({ unit, filling: this.#filling(unit) }));
    // Of all units, not only of these: whoever was told to read is told once.
    if (taken) for (const filling of this.#units.values()) learn(filling, taken);
    while (fillings.some(({ filling }) => lacksPlaces(filling))) await this.#take();
    const units = fillings.filter(({ filling }) => allTaken(filling)).map(({ unit }) => unit);
    return new Map(await Promise.all(units.map(async (unit) => [unit, await this.over(unit)] as const)));
  }

  /** Ballots above the unit's room: 0 when it is just full, less when there is room. */
  async over(unit: UnitId): Promise<number> {
    return (await this.#counted(unit)) ?? 0;
  }

  /** Of units without a place left. */
  async #count(units: readonly UnitId[]): Promise<Map<UnitId, number>> {
    const untold = units.map((unit) => this.#filling(unit)).filter(({ told }) => !told);
    if (untold.length > 0) await this.ballots.tellOthers();
    for (const filling of untold) filling.told = true;
    const ballots = await this.ballots.count(units);
    return new Map(units.map((unit) => [unit, (ballots.get(unit) ?? 0) - this.#filling(unit).capacity]));
  }

  /** For all units at once that will soon need some: one change. */
  async #take(): Promise<void> {
    const low = [...this.#units.values()].filter((filling) => !allTaken(filling) && filling.own - filling.inserted < portion(filling) / 2);
    const wanted = low.filter(({ inserted }) => inserted > 0).map((filling) => ({ filling, places: wantedBy(filling) }));
    const taken = await this.ballots.take(new Map(wanted.map(({ filling, places }) => [filling.place, places])));
    for (const { filling, places } of wanted) {
      learn(filling, taken ?? []);
      const before = (taken?.[filling.place] ?? Number.POSITIVE_INFINITY) - places;
      filling.own += Math.min(places, Math.max(0, filling.capacity - before));
    }
  }

  #filling(unit: UnitId): Filling {
    const filling = this.#units.get(unit);
    if (!filling) throw new RangeError(`unit ${unit} has no ballots in this box`);
    return filling;
  }
}

function learn(filling: Filling, taken: readonly number[]): void {
  filling.taken = Math.max(filling.taken, taken[filling.place] ?? filling.capacity);
}

function allTaken({ taken, capacity }: Filling): boolean {
  return taken >= capacity;
}

function lacksPlaces(filling: Filling): boolean {
  return !allTaken(filling) && filling.inserted > filling.own;
}

function portion({ capacity, taken }: Filling): number {
  return Math.max(1, Math.floor((capacity - taken) * TAKEN_AT_ONCE));
}

/** A portion beside what it lacks. */
function wantedBy(filling: Filling): number {
  return portion(filling) + Math.max(0, filling.inserted - filling.own);
}
