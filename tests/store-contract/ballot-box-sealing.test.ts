import type { BallotBox, BoxBallot } from '#server/storage/port/ballot-box.js';
import type { RoundId } from '#shared/ballot/manifest.js';
import { aBallot, aBoxPlan, aRound, aUnit, byId, someBallots } from '../builders/ballots.js';
import { describeEachEngine, toArray } from './engines.js';

const sales = aUnit('sales');
const works = aUnit('works');
const company = aUnit('company');
const small = aUnit('small');
const LABELS = new Map([
  [sales, company],
  [works, works],
]);

describeEachEngine('sealing a ballot box', ({ open }) => {
  test('the package holds every id and signature and no answers, sorted by id', async () => {
    const { ballotBox } = await open();
    const { round, ballots } = await sealedBox(ballotBox);

    await ballotBox.writePackage(round);

    const sealed = await toArray(ballotBox.streamPackage(round));
    expect(sealed.map(({ id, unit, signature }) => [id, unit, [...signature]])).toEqual(
      byId(ballots).map(({ id, unit, signature }) => [id, unit, [...signature]]),
    );
    expect(sealed.every((one) => !('answers' in one))).toBe(true);
  });

  test('the answers stand under their labels, sorted by content, and a unit without a label is left out', async () => {
    const { ballotBox } = await open();
    const { round, ballots } = await sealedBox(ballotBox);

    await ballotBox.writeAnswers(round, 'scored', LABELS);

    const sealed = (await toArray(ballotBox.streamAnswers(round, 'scored'))).flat();
    const lines = sealed.map(({ label, answers }) => `${label} ${answers.join('')}`);
    const expected = ballots.flatMap(({ unit, answers }) => (LABELS.has(unit) ? [`${LABELS.get(unit)} ${answers.join('')}`] : []));
    expect(lines).toEqual(expected.sort());
    expect(sealed.every((one) => Object.keys(one).sort().join() === 'answers,label')).toBe(true);
  });

  test('once the slots are destroyed no ballot can be read, and counts and receipts go on from the package', async () => {
    const { ballotBox, reopen } = await open();
    const { round, ballots } = await sealedBox(ballotBox);
    const before = await ballotBox.countByUnit(round, 'scored');
    await ballotBox.writePackage(round);
    await ballotBox.writeAnswers(round, 'scored', LABELS);

    await ballotBox.destroySlots(round);

    for (const open of [async () => ballotBox, async () => (await reopen()).ballotBox]) {
      const box = await open();
      expect(await toArray(box.stream(round))).toEqual([]);
      expect(await box.countByUnit(round, 'scored')).toEqual(before);
      for (const ballot of ballots.slice(0, 20)) expect(await box.castOnce(round, ballot)).toBe('counted-before');
      expect(await box.castOnce(round, aBallot())).toBe('sealed');
    }
  });

  test('a process that cast before and heard nothing of the close tells whoever casts again the truth, and leaves nothing', async () => {
    const { ballotBox, beside } = await open();
    const round = aRound();
    await ballotBox.create(round, aBoxPlan());
    const [mine = aBallot(), other = aBallot(), late = aBallot()] = someBallots(3);
    const elsewhere = (await beside()).ballotBox;
    await elsewhere.castOnce(round, mine);
    await ballotBox.castOnce(round, other);
    await ballotBox.seal(round);
    await allSteps(ballotBox, round, 1);

    expect(await Promise.all([mine, other, late].map((ballot) => elsewhere.castOnce(round, ballot)))).toEqual([
      'counted-before',
      'counted-before',
      'sealed',
    ]);
    expect(await toArray(elsewhere.stream(round))).toEqual([]);
  });

  test('every step may be repeated, alone or all over again, and changes nothing the second time', async () => {
    const { ballotBox, reopen } = await open();
    const { round } = await sealedBox(ballotBox);
    await allSteps(ballotBox, round, 2);
    const sealed = await whatIsLeft(ballotBox, round);

    const again = (await reopen()).ballotBox;
    await again.seal(round);
    await again.writePackage(round);
    await again.writeAnswers(round, 'scored', LABELS);
    await again.destroySlots(round);

    expect(await whatIsLeft(again, round)).toEqual(sealed);
  });

  test('steps out of turn are refused: nothing is written before the seal, nothing destroyed before the package', async () => {
    const { ballotBox } = await open();
    const round = aRound();
    await ballotBox.create(round, aBoxPlan());
    await ballotBox.castOnce(round, aBallot());

    await expect(ballotBox.writePackage(round)).rejects.toThrow('not sealed');
    await expect(ballotBox.writeAnswers(round, 'scored', LABELS)).rejects.toThrow('not sealed');
    await ballotBox.seal(round);
    await expect(ballotBox.destroySlots(round)).rejects.toThrow('not written yet');
    expect(await toArray(ballotBox.stream(round))).toHaveLength(1);
  });

  test('destroying the answers leaves the package; destroying the round leaves nothing', async () => {
    const { ballotBox } = await open();
    const { round, ballots } = await sealedBox(ballotBox);
    await allSteps(ballotBox, round, 1);

    await ballotBox.destroyAnswers(round);
    await ballotBox.destroyAnswers(round);
    expect(await whatIsLeft(ballotBox, round)).toMatchObject({ answers: [] });
    expect(await toArray(ballotBox.streamPackage(round))).toHaveLength(ballots.length);

    await ballotBox.destroy(round);
    await ballotBox.destroy(round);
    expect(await whatIsLeft(ballotBox, round)).toEqual({ answers: [], package: [] });
  });

  test('a round cancelled in the middle of casts: nothing is left, and whoever was not counted was told', async () => {
    const { ballotBox } = await open();
    const round = aRound();
    await ballotBox.create(round, aBoxPlan());
    const ballots = someBallots(64);

    const [outcomes] = await Promise.all([
      Promise.all(ballots.map((ballot) => ballotBox.castOnce(round, ballot))),
      ballotBox.destroy(round),
    ]);

    expect(outcomes.every((outcome) => outcome === 'counted' || outcome === 'sealed')).toBe(true);
    expect(await ballotBox.castOnce(round, aBallot())).toBe('sealed');
    await ballotBox.seal(round);
    expect(await toArray(ballotBox.stream(round))).toEqual([]);
  });

  test('a box is there from its creation, also when its package alone is left, until it is destroyed', async () => {
    const { ballotBox, beside } = await open();
    const boxes = [ballotBox, (await beside()).ballotBox];
    const round = aRound();
    const there = () => Promise.all(boxes.map((box) => box.has(round)));
    expect(await there()).toEqual([false, false]);
    await ballotBox.create(round, aBoxPlan());
    expect(await there()).toEqual([true, true]);
    for (const act of [ballotBox.seal, ballotBox.writePackage, ballotBox.destroySlots, ballotBox.destroyAnswers]) {
      await act(round);
      expect(await there()).toEqual([true, true]);
    }
    await ballotBox.destroy(round);
    expect(await there()).toEqual([false, false]);
  });

  test('an empty round is sealed like any other', async () => {
    const { ballotBox } = await open();
    const round = aRound();
    await ballotBox.create(round, aBoxPlan());
    await ballotBox.seal(round);
    await allSteps(ballotBox, round, 1);

    expect(await whatIsLeft(ballotBox, round)).toEqual({ answers: [], package: [] });
    expect(await ballotBox.countByUnit(round, 'scored')).toEqual(new Map());
  });
});

async function sealedBox(box: BallotBox): Promise<{ round: RoundId; ballots: BoxBallot[] }> {
  const round = aRound();
  const units = [works, sales, small];
  await box.create(round, aBoxPlan({ capacity: new Map(units.map((unit) => [unit, 100])) }));
  const ballots = someBallots(250, units);
  await Promise.all(ballots.map((ballot) => box.castOnce(round, ballot)));
  await box.seal(round);
  return { round, ballots };
}

async function allSteps(box: BallotBox, round: RoundId, times: number): Promise<void> {
  const steps = [() => box.writePackage(round), () => box.writeAnswers(round, 'scored', LABELS), () => box.destroySlots(round)];
  for (const step of steps) for (let time = 0; time < times; time++) await step();
}

async function whatIsLeft(box: BallotBox, round: RoundId) {
  return {
    answers: (await toArray(box.streamAnswers(round, 'scored'))).flat().map(({ label, answers }) => `${label} ${answers.join('')}`),
    package: (await toArray(box.streamPackage(round))).map(({ id }) => id),
  };
}
