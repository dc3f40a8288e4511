import { setImmediate as turn } from 'node:timers/promises';
import type { UnitId } from '#shared/ballot/manifest.js';
import { type Stage, stageAt, stagesOf } from './unit-stages.js';

/** What all processes see of the ballots of one kind. */
export interface SharedBallots {
  /** How many ballots each unit has, those not yet acknowledged too; a unit without any may be left out. */
  count(units: readonly UnitId[]): Promise<ReadonlyMap<UnitId, number>>;
  /** Stages by the unit's place in the plan. Whoever reads them from here on finds these, or later ones. */
  publish(stages: ReadonlyMap<number, number>): Promise<void>;
}

/** A unit as this process knows it. */
interface Filling {
  place: number;
  capacity: number;
  stages: readonly Stage[];
  /** The latest that was read or published, by its place among `stages`. */
  stage: number;
  /** Ballots that this process has inserted, and how many of them a count of its own has seen; before the first count it does not know of any. */
  inserted: number;
  counted: number;
}

interface Asking {
  units: Set<UnitId>;
  over: Promise<Map<UnitId, number>>;
}

/**
 * Whether a unit still has room, without a counter that all casts would have to change: a process counts a unit's ballots when it has inserted more
 * than the allowance of the unit's stage since it last counted. A count that finds the next stage reached publishes that and is taken anew; it
 * stands when its stage was published before it began. Before that nothing it was taken for is acknowledged. In the last stage every insert is
 * followed by a count, and whoever finds more ballots than room takes theirs back.
 *
 * No unit is overfull with up to 8 processes: take the standing count that began last, in stage s. It saw fewer ballots than the next stage begins
 * with (in the last stage: no more than there is room for, once its process has taken back its own). Whatever was inserted since and is
 * acknowledged was followed by no count that stands, so it is within an allowance of its process; and the stage that its process read after
 * inserting was s or a later one, whose allowance is no larger. So there are fewer than from(s + 1) + 8 * allowance(s), which is the room at most.
 * A process that was started again counts at its first insert, which sees all that it inserted before. Of more than 8, each may add an allowance.
 */
export class UnitRoom {
  readonly #units: ReadonlyMap<UnitId, Filling>;
  #asking: Asking | undefined;

  constructor(
    plan: readonly { unit: UnitId; capacity: number }[],
    private readonly ballots: SharedBallots,
  ) {
    this.#units = new Map(
      plan.map(({ unit, capacity }, place) => [
        unit,
        { place, capacity, stages: stagesOf(capacity), stage: 0, inserted: 0, counted: Number.NEGATIVE_INFINITY },
      ]),
    );
  }

  /**
   * How many ballots too many each unit has, of the units of ballots that were just inserted, or found there and are to be acknowledged.
   * `published` are the stages by the unit's place, read after that. A unit that need not be counted has none.
   */
  async excess(inserted: readonly UnitId[], published: readonly number[]): Promise<Map<UnitId, number>> {
    for (const unit of inserted) this.#filling(unit).inserted++;
    const units = [...new Set(inserted)].filter((unit) => {
      const filling = this.#filling(unit);
      reach(filling, published[filling.place] ?? 0);
      return filling.inserted - filling.counted > (filling.stages[filling.stage]?.allowance ?? 0);
    });
    return units.length === 0 ? new Map() : this.#countUntilStanding(units);
  }

  /** Ballots above the unit's room: 0 when it is just full, less when there is room. However many ask, one count answers. */
  async over(unit: UnitId): Promise<number> {
    const asking = this.#asking ?? this.#askTogether();
    asking.units.add(unit);
    return (await asking.over).get(unit) ?? 0;
  }

  /** Begins when whoever asks now has asked. */
  #askTogether(): Asking {
    const units = new Set<UnitId>();
    const over = turn().then(async () => {
      this.#asking = undefined;
      const ballots = await this.ballots.count([...units]);
      return new Map([...units].map((unit) => [unit, (ballots.get(unit) ?? 0) - this.#filling(unit).capacity]));
    });
    this.#asking = { units, over };
    return this.#asking;
  }

  async #countUntilStanding(units: readonly UnitId[]): Promise<Map<UnitId, number>> {
    const begun = units.map((unit) => ({ unit, ...this.#filling(unit) }));
    const ballots = await this.ballots.count(units);
    const over = new Map<UnitId, number>();
    const passed = new Map<UnitId, number>();
    for (const { unit, stages, stage, inserted, capacity } of begun) {
      const there = ballots.get(unit) ?? 0;
      const reached = stageAt(stages, there);
      const filling = this.#filling(unit);
      if (reached > stage) passed.set(unit, reached);
      else {
        filling.counted = Math.max(filling.counted, inserted);
        over.set(unit, there - capacity);
      }
    }
    if (passed.size === 0) return over;
    await this.#publish(passed);
    return new Map([...over, ...(await this.#countUntilStanding([...passed.keys()]))]);
  }

  async #publish(passed: ReadonlyMap<UnitId, number>): Promise<void> {
    const news = [...passed].map(([unit, stage]) => ({ filling: this.#filling(unit), stage }));
    await this.ballots.publish(new Map(news.map(({ filling, stage }) => [filling.place, stage])));
    for (const { filling, stage } of news) reach(filling, stage);
  }

  #filling(unit: UnitId): Filling {
    const filling = this.#units.get(unit);
    if (!filling) throw new RangeError(`unit ${unit} has no ballots in this box`);
    return filling;
  }
}

function reach(filling: Filling, stage: number): void {
  filling.stage = Math.max(filling.stage, stage);
}
