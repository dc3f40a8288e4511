import { setTimeout as wait } from 'node:timers/promises';
import mongoose, { type Connection } from 'mongoose';
import { createBox } from '#server/storage/mongo/ballot-box/create-box.js';
import { destroyBox, destroySlots } from '#server/storage/mongo/ballot-box/destroying.js';
import { barLanes, Lanes, lanesOf } from '#server/storage/mongo/ballot-box/lanes.js';
import { OpenBox } from '#server/storage/mongo/ballot-box/open-box.js';
import { writePackage } from '#server/storage/mongo/ballot-box/package.js';
import { ballotsOf, boxes, STEP } from '#server/storage/mongo/ballot-box/schemas.js';
import { sealBox } from '#server/storage/mongo/ballot-box/sealing.js';
import type { RoundId } from '#shared/ballot/manifest.js';
import { aBallot, aBoxPlan, aRound, aUnit, someBallots } from '../builders/ballots.js';
import { describeOn, dropMongo, mongoDatabase } from './engines.js';

const sales = aUnit('sales');
/** Milliseconds: longer than a process relies on having seen the box open, and as long as a box waits for lanes that nobody gives back. */
const NOT_SEEN_LATELY = 400;
const AT_REST = 1_000;

let url: string;
let connection: Connection;
/** Names of the commands that were sent. */
let asked: string[];
let round: RoundId;

const steps = () => ballotsOf(connection, round, 'scored').countDocuments({ mark: STEP });
const lanes = () => lanesOf(connection, round, 'scored');

async function aCastingProcess(): Promise<OpenBox> {
  const box = (await OpenBox.find(connection, round)) as OpenBox;
  await busy(box);
  return box;
}

async function takeAllPlaces(): Promise<void> {
  await boxes(connection).updateOne({ _id: round }, { $set: { 'taken.scored': [10_000] } });
}

/** The same connection, for a process that stands still after each command that reads, while others go on. */
function afterReads(others: () => Promise<void>): Connection {
  const { db } = connection;
  const command = async (asking: object) => {
    const reply = await db?.command(asking);
    if ('find' in asking) await others();
    return reply;
  };
  return Object.create(connection, { db: { value: { command } } });
}

/** Casts until it goes through lanes. */
async function busy(box: OpenBox): Promise<void> {
  for (let batch = 0; batch < 3; batch++) await Promise.all(someBallots(8).map((ballot) => box.cast(ballot)));
}

describeOn('mongo', 'lanes of a ballot box', () => {
  beforeEach(async () => {
    url = mongoDatabase();
    connection = await mongoose.createConnection(url, { monitorCommands: true }).asPromise();
    asked = [];
    connection.getClient().on('commandStarted', ({ commandName }) => asked.push(commandName));
    round = aRound();
    await createBox(connection, round, aBoxPlan({ capacity: new Map([[sales, 10_000]]) }));
  });
  afterEach(async () => {
    await connection.destroy();
    await dropMongo(url);
  });

  test('while casts follow each other a batch is one command', async () => {
    const box = await aCastingProcess();
    asked = [];
    for (let batch = 0; batch < 20; batch++) await Promise.all(someBallots(8).map((ballot) => box.cast(ballot)));

    expect(asked.filter((name) => name === 'insert')).toHaveLength(20);
    expect(asked.filter((name) => name === 'find').length).toBeLessThanOrEqual(1);
  });

  test('a batch that never comes out of its lane holds nobody up for ever, and its lane is not given back', async () => {
    const own = new Lanes(connection, round, 'scored');
    own.wasOpen(performance.now());
    expect(await own.enter()).toBeDefined();
    await own.close();
    expect(await lanes()).toEqual(own.names);
    expect(own.names).toHaveLength(1);
  });

  test('a ballot that comes after a pause is asked for, and makes no step', async () => {
    const box = await aCastingProcess();
    const before = await steps();
    await wait(NOT_SEEN_LATELY);
    asked = [];
    expect(await box.cast(aBallot())).toBe('counted');

    expect(asked).toEqual(['insert', 'find']);
    expect(await steps()).toBe(before);
  });

  test('the same ballot again, in the middle of a batch, is counted before and the others are counted', async () => {
    const box = await aCastingProcess();
    const known = someBallots(9);
    await Promise.all(known.map((ballot) => box.cast(ballot)));
    const [first, middle, last] = [known[0], known[4], known[8]].map((ballot) => ballot ?? aBallot());
    const batch = [...someBallots(8), first, ...someBallots(8), middle, ...someBallots(8), last];
    const outcomes = await Promise.all(batch.map((ballot) => ballot && box.cast(ballot)));

    expect(outcomes.flatMap((outcome, at) => (outcome === 'counted-before' ? [at] : []))).toEqual([8, 17, 26]);
    expect(outcomes.filter((outcome) => outcome === 'counted')).toHaveLength(24);
  });

  test('steps that lie behind go, and are no ballots', async () => {
    const box = await aCastingProcess();
    for (let cast = 0; cast < 300; cast++) expect(await box.cast(aBallot())).toBe('counted');

    expect(await steps()).toBeLessThan(70);
    expect(await ballotsOf(connection, round, 'scored').countDocuments({ mark: { $ne: STEP } })).toBe(324);
    await sealBox(connection, round);
    await writePackage(connection, round);
    expect(await box.cast(aBallot())).toBe('sealed');
  });

  test('whoever bars lanes need not know how far they are, and a barred process asks once and goes on', async () => {
    const box = await aCastingProcess();
    for (let bar = 0; bar < 3; bar++) {
      await barLanes(connection, round, 'scored', await lanes());
      asked = [];
      await busy(box);
      expect(asked.filter((name) => name === 'find').length).toBeGreaterThanOrEqual(1);
    }
    asked = [];
    await busy(box);
    expect(asked).toEqual(['insert', 'insert', 'insert']);
  });

  test('lanes are barred while others step on, and nobody passes afterwards without having asked', async () => {
    const box = await aCastingProcess();
    for (let time = 0; time < 30; time++) {
      const stepping = Promise.all(Array.from({ length: 4 }, () => busy(box)));
      await wait(time % 7);
      await barLanes(connection, round, 'scored', await lanes());
      await stepping;
    }
    expect(await lanes()).not.toEqual([]);
    await sealBox(connection, round);
    expect(await box.cast(aBallot())).toBe('sealed');
  });

  test('whoever bars lanes may stand still between looking and barring, and steps that lie behind may go meanwhile: nobody passes afterwards', async () => {
    const box = await aCastingProcess();
    // Those that lie behind go by the 64: it is come upon from wherever it is.
    for (let time = 0; time < 130; time++) {
      do {
        asked = [];
        await box.cast(aBallot());
      } while (asked.includes('find'));
      if (time % 2 === 0) await box.cast(aBallot());
      let paused = false;
      const pausing = afterReads(async () => {
        if (!paused) for (let cast = 0; cast < 3; cast++) await box.cast(aBallot());
        paused = true;
      });
      await barLanes(pausing, round, 'scored', await lanes());
      asked = [];
      await box.cast(aBallot());
      expect([time, asked.includes('find')]).toEqual([time, true]);
    }
  });

  test('a process that came into its lane after the others were told that a unit has no place left counts its ballots', async () => {
    const box = (await OpenBox.find(connection, round)) as OpenBox;
    await box.cast(aBallot());
    await takeAllPlaces();
    asked = [];
    expect(await box.cast(aBallot())).toBe('counted');

    expect(asked).toContain('aggregate');
  });

  test('a process that was told and could not ask asks before it counts anything', async () => {
    const box = await aCastingProcess();
    await barLanes(connection, round, 'scored', await lanes());
    await takeAllPlaces();
    const [away, all] = [boxes(connection), await boxes(connection).findById(round).lean()];
    await away.deleteOne({ _id: round });
    await expect(box.cast(aBallot())).rejects.toThrow('no ballot box');
    if (all) await away.create(all);
    asked = [];
    expect(await box.cast(aBallot())).toBe('counted');

    expect(asked).toContain('aggregate');
  });

  test('what a process has seen is forgotten before the ballots go: nothing is counted in a collection that was made anew', async () => {
    const [sealing, casting] = [await aCastingProcess(), await aCastingProcess()];
    await sealBox(connection, round);
    await writePackage(connection, round);
    sealing.close();
    const begun = performance.now();
    await destroySlots(connection, round);

    // The other has not given its lanes back: it may have seen the box open just before.
    expect(performance.now() - begun).toBeGreaterThan(AT_REST / 2);
    expect(await casting.cast(aBallot())).toBe('sealed');
    expect((await connection.listCollections()).map(({ name }) => name)).not.toContain(`box_${round}_scored`);
  });

  test('a process that has given its lanes back is not waited for, and casts on as before', async () => {
    const box = await aCastingProcess();
    await box.leaveLanes();
    expect(await lanes()).toEqual([]);
    expect(await box.cast(aBallot())).toBe('counted');
    asked = [];
    await sealBox(connection, round);
    await writePackage(connection, round);
    await destroySlots(connection, round);

    expect(asked.filter((name) => name === 'find').length).toBeLessThan(AT_REST / 100);
  });

  test('of a cancelled round nothing is counted once its box is gone, whatever lanes there were', async () => {
    const casting = await aCastingProcess();
    const gone = destroyBox(connection, round);
    const outcomes: string[] = [];
    while (outcomes.at(-1) !== 'sealed') outcomes.push(await casting.cast(aBallot()));
    await gone;

    expect(await casting.cast(aBallot())).toBe('sealed');
    expect((await connection.listCollections()).map(({ name }) => name)).not.toContain(`box_${round}_scored`);
  });
});
