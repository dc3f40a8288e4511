import fc from 'fast-check';
import mongoose from 'mongoose';
import { createBox } from '#server/storage/mongo/ballot-box/create-box.js';
import { boxNow } from '#server/storage/mongo/ballot-box/decided.js';
import { OpenBox } from '#server/storage/mongo/ballot-box/open-box.js';
import { sealBox } from '#server/storage/mongo/ballot-box/sealing.js';
import { type SharedBallots, UnitRoom } from '#server/storage/mongo/ballot-box/unit-room.js';
import type { UnitId } from '#shared/ballot/manifest.js';
import { aBoxPlan, aRound, aUnit, someBallots } from '../builders/ballots.js';
import { describeOn, dropMongo, mongoDatabase } from './engines.js';

const sales = aUnit('sales');

/** Whether another has taken its next step, and whether it has to ask first. */
interface Lane {
  barred: boolean;
  mustAsk: boolean;
}

interface Process {
  room: UnitRoom;
  lanes: Lane[];
  free: Lane[];
}

/** A unit's ballots in memory. Counts and taken places wait on their way back, as `late` says. */
class Unit {
  readonly ballots = new Set<object>();
  readonly acknowledged = new Set<object>();
  taken = 0;
  readonly #processes = new Set<Process>();
  #held: (() => void)[] | undefined;

  constructor(readonly capacity: number) {}

  hold(): void {
    this.#held ??= [];
  }

  async release(): Promise<void> {
    const waiting = this.#held ?? [];
    this.#held = undefined;
    for (const go of waiting) go();
    await settle();
  }

  /** One that was just started. */
  process(): Process {
    const started: Process = {
      room: new UnitRoom(
        [{ unit: sales, capacity: this.capacity }],
        this.#seenBy(() => started),
      ),
      lanes: [],
      free: [],
    };
    this.#processes.add(started);
    return started;
  }

  #seenBy(own: () => Process): SharedBallots {
    return {
      count: () => this.#late(new Map([[sales, this.ballots.size]])),
      take: (places) => {
        this.taken += places.get(0) ?? 0;
        return this.#late([this.taken]);
      },
      tellOthers: () => {
        for (const other of this.#processes) if (other !== own()) for (const lane of other.lanes) lane.barred = true;
        return this.#late(undefined);
      },
    };
  }

  /** As `castBatch` does it. */
  async cast(by: Process, size: number): Promise<void> {
    const lane = by.free.pop() ?? { barred: false, mustAsk: true };
    if (!by.lanes.includes(lane)) by.lanes.push(lane);
    const mine = Array.from({ length: size }, () => ({}));
    for (const ballot of mine) this.ballots.add(ballot);
    const passed = !lane.mustAsk && !lane.barred;
    if (!lane.mustAsk && lane.barred) [lane.barred, lane.mustAsk] = [false, true];
    const taken = passed ? undefined : await this.#late([this.taken]);
    const units = mine.map(() => sales);
    const over = (await by.room.excess(units, taken)).get(sales) ?? 0;
    if (!passed) lane.mustAsk = false;
    by.free.push(lane);
    const back = mine.slice(size - Math.min(size, Math.max(0, over)));
    for (const ballot of back) this.ballots.delete(ballot);
    for (const ballot of mine) if (!back.includes(ballot)) this.acknowledged.add(ballot);
  }

  #late<T>(answer: T): Promise<T> {
    return new Promise((go) => (this.#held ? this.#held.push(() => go(answer)) : go(answer)));
  }
}

/** Lets everything go on that waits for nothing. */
const settle = () => new Promise((go) => setImmediate(go));

type Happening = { process: number; size: number } | { again: number } | 'hold' | 'release';

/** What may happen: a process casts some ballots, it is started again, answers are held on their way back and come back. */
const happening: fc.Arbitrary<Happening> = fc.oneof(
  { weight: 20, arbitrary: fc.record({ process: fc.nat(11), size: fc.integer({ min: 1, max: 40 }) }) },
  { weight: 1, arbitrary: fc.record({ again: fc.nat(11) }) },
  { weight: 3, arbitrary: fc.constantFrom('hold' as const, 'release' as const) },
);

async function happens(unit: Unit, processes: Process[], what: Happening): Promise<void> {
  if (what === 'hold') unit.hold();
  else if (what === 'release') await unit.release();
  else if ('again' in what) processes[what.again] = unit.process();
  else {
    void unit.cast(processes[what.process] ?? unit.process(), what.size);
    await settle();
  }
}

describe('the room of a unit', () => {
  test('whatever 12 processes do in whatever order, it has no more acknowledged ballots than places', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(500), fc.array(happening, { minLength: 20, maxLength: 150, size: 'max' }), async (capacity, all) => {
        const unit = new Unit(capacity);
        const processes = Array.from({ length: 12 }, () => unit.process());
        for (const what of all) await happens(unit, processes, what);
        await unit.release();

        expect(unit.acknowledged.size).toBeLessThanOrEqual(capacity);
      }),
      { numRuns: 300 },
    );
  });

  test('processes that are started again and again, and lose the places that they took, fill it to the last', async () => {
    const unit = new Unit(160);
    for (let start = 0; start < 50; start++) await unit.cast(unit.process(), 5);

    expect(unit.acknowledged.size).toBe(160);
  });

  test('that another unit has no place left is learned from a batch that has no ballot of it', async () => {
    const works = aUnit('works');
    const counted: UnitId[] = [];
    const room = new UnitRoom(
      [sales, works].map((unit) => ({ unit, capacity: 20 })),
      {
        take: async () => [10, 10],
        tellOthers: async () => {},
        count: async (units) => {
          counted.push(...units);
          return new Map();
        },
      },
    );
    await room.excess([sales], [0, 0]);
    await room.excess([works], [20, 10]);
    await room.excess([sales]);

    expect(counted).toEqual([sales]);
  });
});

describeOn('mongo', 'the room of a unit on mongo', () => {
  test('far from full it is never counted, and places are taken rarely', async () => {
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
      expect(asked.filter((name) => name === 'aggregate' || name === 'count')).toEqual([]);
      // 40 at once, and less from time to time: as a part of what is left.
      expect(asked.filter((name) => name === 'findAndModify').length).toBeLessThan(30);
    } finally {
      await connection.destroy();
      await dropMongo(url);
    }
  });

  test('places are told by numbers in the order of the plan, whichever unit came first, and go when the box is sealed', async () => {
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

      expect((await boxNow(connection, round)).taken?.scored).toEqual([0, expect.any(Number)]);
      await sealBox(connection, round);
      expect((await boxNow(connection, round)).taken).toEqual({});
    } finally {
      await connection.destroy();
      await dropMongo(url);
    }
  });

  test('a box that was made before places were taken is filled to the last place and not further', async () => {
    const url = mongoDatabase();
    const connection = await mongoose.createConnection(url).asPromise();
    try {
      const round = aRound();
      await createBox(connection, round, aBoxPlan({ capacity: new Map([[sales, 70]]) }));
      const before = connection.collection<{ _id: string }>('boxes');
      await before.updateOne({ _id: round }, { $unset: { taken: '' }, $set: { near: [`scored/${sales}`] } });
      const boxes = await Promise.all(Array.from({ length: 3 }, () => OpenBox.find(connection, round)));
      const outcomes = await Promise.all(someBallots(90).map((ballot, at) => boxes[at % 3]?.cast(ballot)));

      expect(outcomes.filter((outcome) => outcome === 'counted')).toHaveLength(70);
    } finally {
      await connection.destroy();
      await dropMongo(url);
    }
  });
});
