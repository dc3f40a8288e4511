import { randomInt } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import fc from 'fast-check';
import type { BallotBox, BoxBallot } from '#server/storage/port/ballot-box.js';
import type { RoundId } from '#shared/ballot/manifest.js';
import { aBallot, aBoxPlan, aRound, aUnit, byId, plain, someBallots } from '../builders/ballots.js';
import { ballotToLine } from '../processes/ballot-lines.js';
import { startChild } from '../processes/child.js';
import { describeEachEngine, toArray } from './engines.js';

const sales = aUnit('sales');
const works = aUnit('works');
type Outcome = Awaited<ReturnType<BallotBox['castOnce']>>;

/** How a few stores may cast into a box, and when it is sealed by which of them. Times in milliseconds. */
const store = fc.record({ atOnce: fc.integer({ min: 1, max: 30 }), pause: fc.constantFrom(0, 0, 0, 4, 40, 300) });
const happening = fc.record({
  capacity: fc.oneof(fc.integer({ min: 5, max: 60 }), fc.integer({ min: 500, max: 2000 })),
  stores: fc.tuple(store, store, store),
  stand: fc.constantFrom(0, 10, 50),
  open: fc.integer({ min: 0, max: 500 }),
  sealers: fc.subarray([0, 1, 2], { minLength: 1, maxLength: 2 }),
});

/** How long 200 rounds may take, ms. */
const PATIENCE = 600_000;

describeEachEngine('closing at the same moment as casts', ({ open }) => {
  test(
    '64 casts against one seal, 200 times: each acknowledged ballot is in the tally, each other one was told so',
    async () => {
      const { ballotBox } = await open();
      const usual = await timeOf64(ballotBox);
      let mixed = 0;
      for (let time = 0; time < 200; time++) {
        const round = aRound();
        await ballotBox.create(round, aBoxPlan({ capacity: new Map([[sales, 64]]) }));
        const ballots = someBallots(64);
        const cast = ballots.map((ballot, at) => later(((at % 8) * usual) / 8, () => ballotBox.castOnce(round, ballot)));
        const [outcomes] = await Promise.all([Promise.all(cast), later(((time % 16) * usual) / 10, () => ballotBox.seal(round))]);

        const acknowledged = ballots.filter((_, at) => outcomes[at] === 'counted');
        expect(outcomes.filter((outcome) => outcome === 'sealed')).toHaveLength(64 - acknowledged.length);
        expect(byId(await toArray(ballotBox.stream(round))).map(plain)).toEqual(byId(acknowledged).map(plain));
        expect(await ballotBox.castOnce(round, aBallot())).toBe('sealed');
        if (acknowledged.length > 0 && acknowledged.length < 64) mixed++;
      }
      // Otherwise the seal never came in between, and nothing was shown.
      expect(mixed).toBeGreaterThan(0);
    },
    PATIENCE,
  );

  test(
    'from several stores at once, each ballot cast twice, two of them sealing, 50 times: the same',
    async () => {
      const { ballotBox, beside } = await open();
      const boxes = [ballotBox, (await beside()).ballotBox, (await beside()).ballotBox];
      for (let time = 0; time < 50; time++) {
        const round = aRound();
        await ballotBox.create(round, aBoxPlan());
        const ballots = someBallots(48);
        const casts = await raced(boxes, round, ballots, time);

        const stored = new Set((await toArray(ballotBox.stream(round))).map(({ id }) => id));
        for (const { ballot, outcome } of casts) expect([ballot.id, stored.has(ballot.id)]).toEqual([ballot.id, outcome !== 'sealed']);
        for (const ballot of ballots.filter(({ id }) => stored.has(id)))
          expect(await boxes[1]?.castOnce(round, ballot)).toBe('counted-before');
      }
    },
    PATIENCE,
  );

  test(
    'from two stores that cast without a pause, sealed by a third somewhere in between, 40 times: the same, and neither counts anything afterwards',
    async () => {
      const { ballotBox, beside } = await open();
      const casting = [(await beside()).ballotBox, (await beside()).ballotBox];
      for (let time = 0; time < 40; time++) {
        const round = aRound();
        await ballotBox.create(round, aBoxPlan({ capacity: new Map([[sales, 6000]]) }));
        const counted = casting.map((box) => castUntilSealed(box, round, 24));
        await wait(20 + 6 * time);
        await ballotBox.seal(round);

        const acknowledged = (await Promise.all(counted)).flat();
        expect((await toArray(ballotBox.stream(round))).map(({ id }): string => id).sort()).toEqual(acknowledged.sort());
        await ballotBox.writePackage(round);
        await ballotBox.destroySlots(round);
        for (const box of casting) expect(await box.castOnce(round, aBallot())).toBe('sealed');
      }
    },
    PATIENCE,
  );

  test(
    'from stores that cast, repeat each other, pause and stand still as it happens, sealed by one or two of them: the same, also where units are full',
    async () => {
      const { ballotBox, beside } = await open();
      const boxes = [ballotBox, (await beside()).ballotBox, (await beside()).ballotBox];
      const all = fc.asyncProperty(happening, async ({ capacity, stores, stand, open: openFor, sealers }) => {
        const round = aRound();
        await ballotBox.create(round, aBoxPlan({ capacity: new Map([sales, works].map((unit) => [unit, capacity])) }));
        const happened = { cast: [] as BoxBallot[], acknowledged: new Set<string>(), sealed: false };
        const casting = stores.flatMap(({ atOnce, pause }, at) =>
          Array.from({ length: atOnce }, () => castAsItHappens(boxes[at] ?? ballotBox, round, pause, happened)),
        );
        const standing = standStill(stand, happened);
        await wait(openFor);
        await Promise.all(sealers.map((at) => boxes[at]?.seal(round)));
        happened.sealed = true;
        await Promise.all([...casting, standing]);

        const stored = (await toArray(ballotBox.stream(round))).map(({ id }): string => id);
        expect(stored.sort()).toEqual([...happened.acknowledged].sort());
      });
      await fc.assert(all, { numRuns: 20, endOnFailure: true });
    },
    PATIENCE,
  );

  test(
    'from processes of their own: what they printed as acknowledged is what the tally has, besides what was killed on its way',
    async () => {
      const { ballotBox, urls } = await open();
      const round = aRound();
      await ballotBox.create(round, aBoxPlan({ capacity: new Map([[sales, 4000]]) }));
      const ballots = someBallots(3000);
      const half = (from: number) => ballots.slice(from, from + 1500).map(ballotToLine);
      const children = [0, 1500].map((from) =>
        startChild('cast-ballots.ts', { url: urls.ballotBox, round, lines: half(from), atOnce: 32 }),
      );
      const printed = children.map(({ lines }) => toArray(lines));
      while ((await toArray(ballotBox.stream(round))).length < 200) await wait(5);

      await ballotBox.seal(round);

      const acknowledged = (await Promise.all(printed)).flat();
      await Promise.all(children.map((child) => child.ended()));
      const stored = (await toArray(ballotBox.stream(round))).map(({ id }): string => id);
      expect(stored.sort()).toEqual(acknowledged.sort());
      expect(stored.length).toBeLessThan(3000);
    },
    PATIENCE,
  );
});

describeEachEngine('the last places of a unit', ({ open }) => {
  test('several stores at once fill a unit to the last place and not further', async () => {
    const { ballotBox, beside } = await open();
    const boxes = [ballotBox, (await beside()).ballotBox, (await beside()).ballotBox, (await beside()).ballotBox];
    for (const room of [1, 7, 70, 300]) {
      const round = aRound();
      const capacity = new Map([
        [sales, room],
        [works, room],
      ]);
      await ballotBox.create(round, aBoxPlan({ capacity }));
      const ballots = someBallots(4 * room + 20, [sales, works]);

      const outcomes = await Promise.all(ballots.map((ballot, at) => boxes[at % 4]?.castOnce(round, ballot)));

      expect(outcomes.filter((outcome) => outcome === 'counted')).toHaveLength(2 * room);
      expect(outcomes.filter((outcome) => outcome === 'unit-full')).toHaveLength(2 * room + 20);
      const stored = (await toArray(ballotBox.stream(round))).map(({ id }) => id);
      expect(stored.sort()).toEqual(ballots.flatMap(({ id }, at) => (outcomes[at] === 'counted' ? [id] : [])).sort());
    }
  });
});

/** So many at a time, one after the other. The ids of what was counted. */
async function castUntilSealed(box: BallotBox, round: RoundId, atOnce: number): Promise<string[]> {
  const counted: string[] = [];
  const work = async () => {
    for (;;) {
      const ballot = aBallot();
      if ((await box.castOnce(round, ballot)) !== 'counted') return;
      counted.push(ballot.id);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return counted;
}

interface Happened {
  cast: BoxBallot[];
  acknowledged: Set<string>;
  sealed: boolean;
}

/** Until it is told that the box is sealed; now and then a ballot that this store or another cast just before. */
async function castAsItHappens(box: BallotBox, round: RoundId, pause: number, { cast, acknowledged }: Happened): Promise<void> {
  for (;;) {
    const again = randomInt(12) === 0 ? cast.at(-1 - randomInt(30)) : undefined;
    const ballot = again ?? aBallot({ unit: randomInt(2) === 0 ? sales : works });
    if (!again) cast.push(ballot);
    const outcome = await box.castOnce(round, ballot);
    if (outcome === 'sealed') return;
    if (outcome !== 'unit-full') acknowledged.add(ballot.id);
    if (pause > 0) await wait(randomInt(pause));
  }
}

/** Now and then nothing goes on in this process for so many milliseconds. */
async function standStill(milliseconds: number, happened: Happened): Promise<void> {
  while (milliseconds > 0 && !happened.sealed) {
    await wait(randomInt(100));
    const until = performance.now() + randomInt(milliseconds);
    while (performance.now() < until);
  }
}

/** Milliseconds that 64 casts take here and now, 50 at most: over so long a time casts and seals are spread. */
async function timeOf64(box: BallotBox): Promise<number> {
  const round = aRound();
  await box.create(round, aBoxPlan());
  const begun = performance.now();
  await Promise.all(someBallots(64).map((ballot) => box.castOnce(round, ballot)));
  return Math.min(50, performance.now() - begun);
}

/** Every ballot cast by two of the boxes, while two of them seal. */
async function raced(boxes: readonly BallotBox[], round: RoundId, ballots: readonly BoxBallot[], time: number) {
  const casts: { ballot: BoxBallot; outcome: Outcome }[] = [];
  const cast = async (ballot: BoxBallot, at: number) => {
    const outcome = await boxes[at % boxes.length]?.castOnce(round, ballot);
    if (outcome) casts.push({ ballot, outcome });
  };
  await Promise.all([
    ...ballots.map((ballot, at) => later(at % 6, () => cast(ballot, at))),
    ...ballots.map((ballot, at) => later((at + time) % 9, () => cast(ballot, at + 1))),
    ...boxes.slice(0, 2).map((box, at) => later((time % 10) + at, () => box.seal(round))),
  ]);
  return casts;
}

/** After so many milliseconds, or at once. */
async function later<T>(milliseconds: number, act: () => Promise<T>): Promise<T> {
  if (milliseconds > 0) await wait(milliseconds);
  return act();
}
