import type { BoxBallot } from '#server/storage/port/ballot-box.js';
import { aBallot, aBoxPlan, aRound, aUnit, byId, plain, someBallots } from '../builders/ballots.js';
import { describeEachEngine, toArray } from './engines.js';

const sales = aUnit('sales');
const works = aUnit('works');

describeEachEngine('ballot box', ({ open }) => {
  test('64 parallel casts of one ballot leave one', async () => {
    const { ballotBox } = await open();
    const round = aRound();
    await ballotBox.create(round, aBoxPlan());
    const ballot = aBallot();

    const outcomes = await Promise.all(Array.from({ length: 64 }, () => ballotBox.castOnce(round, ballot)));

    expect(outcomes.filter((outcome) => outcome === 'counted')).toHaveLength(1);
    expect(outcomes.filter((outcome) => outcome === 'counted-before')).toHaveLength(63);
    expect((await toArray(ballotBox.stream(round))).map(plain)).toEqual([plain(ballot)]);
  });

  test('the first count stands, whatever answers come later with the same id', async () => {
    const { ballotBox, reopen } = await open();
    const round = aRound();
    await ballotBox.create(round, aBoxPlan());
    const ballot = aBallot();
    await ballotBox.castOnce(round, ballot);

    const again = (await reopen()).ballotBox;
    expect(await again.castOnce(round, { ...ballot, answers: new Uint8Array(11) })).toBe('counted-before');
    expect((await toArray(again.stream(round))).map(plain)).toEqual([plain(ballot)]);
  });

  test('every ballot counted is there after a restart, as it was cast', async () => {
    const { ballotBox, reopen } = await open();
    const round = aRound();
    await ballotBox.create(round, aBoxPlan());
    const ballots = someBallots(200, [sales, works]);

    const outcomes = await Promise.all(ballots.map((ballot) => ballotBox.castOnce(round, ballot)));

    expect(new Set(outcomes)).toEqual(new Set(['counted']));
    const again = (await reopen()).ballotBox;
    expect(byId(await toArray(again.stream(round))).map(plain)).toEqual(byId(ballots).map(plain));
    expect(await again.countByUnit(round, 'scored')).toEqual(
      new Map([
        [sales, 100],
        [works, 100],
      ]),
    );
  });

  test('a unit never holds more ballots than its roll and spares, and the others go on', async () => {
    const { ballotBox } = await open();
    const round = aRound();
    const capacity = new Map([
      [sales, 5],
      [works, 7],
    ]);
    await ballotBox.create(round, aBoxPlan({ capacity }));
    const ballots = someBallots(40, [sales, works]);

    const outcomes = await Promise.all(ballots.map((ballot) => ballotBox.castOnce(round, ballot)));

    expect(outcomes.filter((outcome) => outcome === 'counted')).toHaveLength(12);
    expect(outcomes.filter((outcome) => outcome === 'unit-full')).toHaveLength(28);
    expect(await ballotBox.countByUnit(round, 'scored')).toEqual(capacity);
    const first = ballots.find((_, at) => outcomes[at] === 'counted') ?? aBallot();
    expect(await ballotBox.castOnce(round, first)).toBe('counted-before');
  });

  test('kinds are kept apart: one id may count once in each, and each has its own answers', async () => {
    const { ballotBox } = await open();
    const round = aRound();
    await ballotBox.create(round, aBoxPlan({ kinds: ['scored', 'own-questions'] }));
    const scored = aBallot();
    const own: BoxBallot = { ...aBallot(), id: scored.id, kind: 'own-questions' };

    expect(await ballotBox.castOnce(round, scored)).toBe('counted');
    expect(await ballotBox.castOnce(round, own)).toBe('counted');
    await ballotBox.seal(round);
    await ballotBox.writePackage(round);
    for (const kind of ['scored', 'own-questions'] as const) await ballotBox.writeAnswers(round, kind, new Map([[sales, sales]]));

    expect((await toArray(ballotBox.streamPackage(round))).map(({ kind }) => kind).sort()).toEqual(['own-questions', 'scored']);
    expect((await toArray(ballotBox.streamAnswers(round, 'own-questions'))).flat().map(({ answers }) => [...answers])).toEqual([
      [...own.answers],
    ]);
  });

  test('what does not fit the box is refused and leaves it alone', async () => {
    const { ballotBox } = await open();
    const round = aRound();
    await ballotBox.create(round, aBoxPlan());

    await expect(ballotBox.castOnce(round, aBallot({ unit: aUnit('elsewhere') }))).rejects.toThrow(RangeError);
    await expect(ballotBox.castOnce(round, aBallot({ answers: new Uint8Array(10) }))).rejects.toThrow(RangeError);
    await expect(ballotBox.castOnce(round, aBallot({ signature: new Uint8Array(255) }))).rejects.toThrow(RangeError);
    await expect(ballotBox.castOnce(round, aBallot({ kind: 'comment' }))).rejects.toThrow('no ballot box');
    await expect(ballotBox.castOnce(aRound(), aBallot())).rejects.toThrow('no ballot box');
    await expect(ballotBox.seal(aRound())).rejects.toThrow('no ballot box');
    expect(await toArray(ballotBox.stream(round))).toEqual([]);
  });

  test('a launch that was interrupted writes the box anew; one that holds a ballot stays', async () => {
    const { ballotBox } = await open();
    const round = aRound();
    await ballotBox.create(round, aBoxPlan());
    await ballotBox.create(round, aBoxPlan({ items: 12 }));
    expect(await ballotBox.castOnce(round, aBallot({ answers: new Uint8Array(12) }))).toBe('counted');

    await expect(ballotBox.create(round, aBoxPlan())).rejects.toThrow('holds ballots');
    expect(await toArray(ballotBox.stream(round))).toHaveLength(1);
  });
});
