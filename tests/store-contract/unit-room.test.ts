import fc from 'fast-check';
import mongoose from 'mongoose';
import { createBox } from '#server/storage/mongo/ballot-box/create-box.js';
import { boxNow } from '#server/storage/mongo/ballot-box/decided.js';
import { OpenBox } from '#server/storage/mongo/ballot-box/open-box.js';
import { sealBox } from '#server/storage/mongo/ballot-box/sealing.js';
import { type SharedBallots, UnitRoom } from '#server/storage/mongo/ballot-box/unit-room.js';
import { stagesOf } from '#server/storage/mongo/ballot-box/unit-stages.js';
import { aBoxPlan, aRound, aUnit, someBallots } from '../builders/ballots.js';
import { describeOn, dropMongo, mongoDatabase } from './engines.js';

const sales = aUnit('sales');

/** A unit's ballots in memory. `step` is how long each way to the server takes, `late` the way back from a count. */
class Unit {
  readonly ballots = new Set<object>();
  readonly acknowledged = new Set<object>();
  counts = 0;
  stage = 0;

  constructor(
    private readonly capacity: number,
    private readonly step: () => Promise<void>,
    private readonly late: () => Promise<void> = step,
  ) {}

  /** As a process that was just started sees it. */
  room(): UnitRoom {
    const shared: SharedBallots = {
      count: async () => {
        this.counts++;
        await this.step();
        const ballots = new Map([[sales, this.ballots.size]]);
        await this.late();
        return ballots;
      },
      publish: async (stages) => {
        await this.step();
        this.stage = Math.max(this.stage, stages.get(0) ?? 0);
        await this.step();
      },
    };
    return new UnitRoom([{ unit: sales, capacity: this.capacity }], shared);
  }

  /** As `castBatch` does it. */
  async cast(room: UnitRoom, size: number): Promise<void> {
    const mine = Array.from({ length: size }, () => ({}));
    await this.step();
    for (const ballot of mine) this.ballots.add(ballot);
    await this.step();
    const { stage } = this;
    await this.step();
    const over = (
      await room.excess(
        mine.map(() => sales),
        [stage],
      )
    ).get(sales);
    const back = mine.slice(size - Math.min(size, Math.max(0, over ?? 0)));
    for (const ballot of back) this.ballots.delete(ballot);
    for (const ballot of mine) if (!back.includes(ballot)) this.acknowledged.add(ballot);
  }
}

/** Lets everything go on that waits for nothing. */
const settle = () => new Promise((go) => setImmediate(go));
const atOnce = () => Promise.resolve();

/** A unit in whose room counts can be held on their way back. */
class HeldUnit extends Unit {
  #held: (() => void)[] | undefined;

  constructor(capacity: number) {
    super(capacity, atOnce, () => new Promise((go) => (this.#held ? this.#held.push(go) : go())));
  }

  hold(): void {
    this.#held ??= [];
  }

  get held(): number {
    return this.#held?.length ?? 0;
  }

  async release(): Promise<void> {
    const waiting = this.#held ?? [];
    this.#held = undefined;
    for (const go of waiting) go();
    await settle();
  }
}

type Happening = { process: number; part: number } | { again: number } | 'hold' | 'release';

/** What may happen: a process casts some part of the allowance that stands, it is started again, counts are held on their way back and come back. */
const happening: fc.Arbitrary<Happening> = fc.oneof(
  { weight: 20, arbitrary: fc.record({ process: fc.nat(7), part: fc.constantFrom(0, 0.5, 1, 1.1) }) },
  { weight: 1, arbitrary: fc.record({ again: fc.nat(7) }) },
  { weight: 1, arbitrary: fc.constantFrom('hold' as const, 'release' as const) },
);

async function happens(unit: HeldUnit, rooms: UnitRoom[], capacity: number, what: Happening): Promise<void> {
  if (what === 'hold') unit.hold();
  else if (what === 'release') await unit.release();
  else if ('again' in what) rooms[what.again] = unit.room();
  else {
    const size = Math.max(1, Math.floor(what.part * (stagesOf(capacity)[unit.stage]?.allowance ?? 0)));
    void unit.cast(rooms[what.process] ?? unit.room(), size);
    await settle();
  }
}

/** Seven processes that have inserted 44 each since they counted, and before them one that has just counted so many ballots. */
async function justBelow(unit: Unit, ballots: number): Promise<[UnitRoom, ...UnitRoom[]]> {
  const seven = Array.from({ length: 7 }, () => unit.room());
  for (const room of seven) for (const size of [1, 44]) await unit.cast(room, size);
  await unit.cast(unit.room(), ballots - 1 - unit.ballots.size);
  const eighth = unit.room();
  await unit.cast(eighth, 1);
  return [eighth, ...seven];
}

describe('the room of a unit', () => {
  test('whatever up to 8 processes do in whatever order, no unit has more acknowledged ballots than room', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(1000), fc.array(happening, { minLength: 20, maxLength: 200, size: 'max' }), async (capacity, all) => {
        const unit = new HeldUnit(capacity);
        const rooms = Array.from({ length: 8 }, () => unit.room());
        for (const what of all) await happens(unit, rooms, capacity, what);
        await unit.release();

        expect(unit.acknowledged.size).toBeLessThanOrEqual(capacity);
      }),
      { numRuns: 300 },
    );
  });

  // 8 processes, a room of 1600: stages begin at 0 and 800, with allowances of 100 and 50. Seven insert their 101st ballot since they last counted
  // when the eighth has just counted 799, so that their counts lie under 1200, where a third stage begins. Before one of them is back the eighth
  // uses its allowance, and there are 302 places left: not seven allowances of 50.
  test.each(['before', 'after'])('counts of 7 processes at once leave no new allowances %s they are back', async (moment) => {
    const unit = new HeldUnit(1600);
    const [eighth, ...seven] = await justBelow(unit, 799);
    unit.hold();
    const counting = seven.map((room) => unit.cast(room, 57));
    await settle();
    await unit.cast(eighth, 100);
    expect([unit.ballots.size, unit.held]).toEqual([799 + 7 * 57 + 100, 7]);

    if (moment === 'after') await unit.release();
    const more = seven.map((room) => unit.cast(room, 50));
    await unit.release();
    await Promise.all([...counting, ...more]);

    expect(unit.acknowledged.size).toBeLessThanOrEqual(1600);
  });

  test('a process that is started again and again, and each time inserts less than an allowance, fills the unit and not more', async () => {
    const unit = new Unit(160, atOnce);
    for (let start = 0; start < 50; start++) await unit.cast(unit.room(), 5);

    expect(unit.acknowledged.size).toBe(160);
  });
});

describeOn('mongo', 'the room of a unit on mongo', () => {
  test('far from full it is counted rarely: at the first ballot, and then after each sixteenth of the room', async () => {
    const url = mongoDatabase();
    const connection = await mongoose.createConnection(url, { monitorCommands: true }).asPromise();
    try {
      const asked: string[] = [];
      connection.getClient().on('commandStarted', ({ commandName }) => asked.push(commandName));
      const round = aRound();
      await createBox(connection, round, aBoxPlan({ capacity: new Map([[sales, 640]]) }));
      const box = await OpenBox.find(connection, round);
      for (const ballot of someBallots(300)) expect(await box?.cast(ballot)).toBe('counted');

      expect(asked.filter((name) => name === 'insert').length).toBeGreaterThanOrEqual(300);
      expect(asked.filter((name) => name === 'aggregate' || name === 'count')).toHaveLength(1 + Math.floor(299 / 41));
    } finally {
      await connection.destroy();
      await dropMongo(url);
    }
  });

  test('stages are told by numbers in the order of the plan, whichever unit came first, and go when the box is sealed', async () => {
    const url = mongoDatabase();
    const connection = await mongoose.createConnection(url).asPromise();
    try {
      const round = aRound();
      const capacity = new Map([
        [aUnit('works'), 32],
        [sales, 32],
      ]);
      await createBox(connection, round, aBoxPlan({ capacity }));
      const box = await OpenBox.find(connection, round);
      for (const ballot of someBallots(20, [aUnit('works')])) await box?.cast(ballot);

      expect((await boxNow(connection, round)).stages).toEqual({ scored: [0, 1] });
      await sealBox(connection, round);
      expect((await boxNow(connection, round)).stages).toEqual({});
    } finally {
      await connection.destroy();
      await dropMongo(url);
    }
  });

  test('a box that was made before there were stages is filled to the last place and not further', async () => {
    const url = mongoDatabase();
    const connection = await mongoose.createConnection(url).asPromise();
    try {
      const round = aRound();
      await createBox(connection, round, aBoxPlan({ capacity: new Map([[sales, 70]]) }));
      const before = connection.collection<{ _id: string }>('boxes');
      await before.updateOne({ _id: round }, { $unset: { stages: '' }, $set: { near: [`scored/${sales}`] } });
      const boxes = await Promise.all(Array.from({ length: 3 }, () => OpenBox.find(connection, round)));
      const outcomes = await Promise.all(someBallots(90).map((ballot, at) => boxes[at % 3]?.cast(ballot)));

      expect(outcomes.filter((outcome) => outcome === 'counted')).toHaveLength(70);
      expect((await boxNow(connection, round)).stages?.scored?.[0]).toBeGreaterThan(0);
    } finally {
      await connection.destroy();
      await dropMongo(url);
    }
  });
});
