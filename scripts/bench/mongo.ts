import { randomBytes } from 'node:crypto';
import mongoose from 'mongoose';
import { castBallot } from '#server/ballots/cast-ballot.js';
import { openBallotBox, openRoll } from '#server/storage/open-store.js';
import type { BallotBox } from '#server/storage/port/ballot-box.js';
import type { BallotId } from '#shared/ballot/ballot.js';
import type { RoundId, UnitId } from '#shared/ballot/manifest.js';
import { itemOrder } from '#shared/instrument/answers.js';
import { CORE } from '#shared/instrument/core.js';
import { benchRound, ITEMS } from './bench-round.js';
import { publish, treeOf } from './publish-once.js';
import { say, verdict } from './say.js';
import { unitsOf } from './sealed-box.js';

const { Binary, MongoClient } = mongoose.mongo;
const UNITS = 200;
const TURNS = 5;

/** On the MongoDB server that MONGO_TEST_URI names, in databases of their own that are dropped afterwards. Without one nothing is measured. */
export async function benchMongo(): Promise<void> {
  const server = process.env.MONGO_TEST_URI;
  if (!server) return say('no MongoDB server was found', 'skipped');
  const database = () => Object.assign(new URL(server), { pathname: `/candour_bench_${randomBytes(6).toString('hex')}` }).href;
  const [people, ballots] = [database(), database()];
  try {
    await benchMongoCasts(people, ballots);
    await benchMongoPublication(ballots);
  } finally {
    for (const url of [people, ballots]) await withDatabase(url, (db) => db.dropDatabase());
  }
}

/** The use case on its store, against the driver's own single inserts of the same documents at the same concurrency and write concern. Goal: 3. */
export async function benchMongoCasts(people: string, boxes: string, { atOnce = 64, casts = 12_000 } = {}): Promise<void> {
  const [roll, ballotBox] = [openRoll(people), openBallotBox(boxes)];
  const { open: round, ballot } = await benchRound(roll, ballotBox, casts);
  const ballots = Array.from({ length: casts }, (_, at) => ballot(at));
  const before = await singleInsertsASecond(boxes, atOnce);
  const needs = { ballotBox, round, state: 'open' as const, now: new Date() };
  const rate = await aSecond(ballots, atOnce, (one) => castBallot(needs, one));
  const counts = await ballotBox.countByUnit(round.id, 'scored');
  if ([...counts.values()].reduce((sum, count) => sum + count, 0) !== casts) throw new Error('a cast is missing in the box');
  const limit = (before + (await singleInsertsASecond(boxes, atOnce))) / 2;
  await Promise.all([roll.close(), ballotBox.close()]);
  say(`mongo: casts a second, ${atOnce} at once`, rate.toFixed(0), `the driver's single inserts ${limit.toFixed(0)}`);
  verdict(`ratio ${(rate / limit).toFixed(2)}`, rate / limit >= 3, '3 or more');
}

/** Tally to snapshot of sealed core ballots against the driver's own cursor over them, in turns; the median of each. Goal: at most 2.5 times. */
export async function benchMongoPublication(url: string, ballots = 100_000): Promise<void> {
  const ballotBox = openBallotBox(url);
  const round = await sealed(ballotBox, ballots);
  const tree = treeOf(UNITS, ballots / UNITS);
  const [published, read]: [number[], number[]] = [[], []];
  await withDatabase(url, async (db) => {
    for (let turn = 0; turn < TURNS; turn++) {
      read.push(await secondsOf(() => readAll(db, `answers_${round}_scored`, ballots)));
      published.push(await secondsOf(() => publish(ballotBox, round, tree)));
    }
  });
  await ballotBox.close();
  const [seconds, limit] = [median(published), median(read)];
  say(
    `mongo: tally to snapshot, ${ballots.toLocaleString('en')} ballots`,
    `${seconds.toFixed(3)} s`,
    `the driver's cursor ${limit.toFixed(3)} s`,
  );
  verdict(`ratio ${(seconds / limit).toFixed(2)}`, seconds / limit <= 2.5, 'at most 2.5');
}

type Database = ReturnType<InstanceType<typeof MongoClient>['db']>;

async function withDatabase<T>(url: string, act: (db: Database) => Promise<T>): Promise<T> {
  const client = new MongoClient(url, { w: 'majority', journal: true });
  try {
    return await act(client.db());
  } finally {
    await client.close();
  }
}

/** Documents as long as a ballot, each acknowledged by itself. */
function singleInsertsASecond(url: string, atOnce: number, inserts = 4000): Promise<number> {
  return withDatabase(url, async (db) => {
    await db.createCollection('single_inserts', { clusteredIndex: { key: { _id: 1 }, unique: true } });
    const collection = db.collection<{ _id: InstanceType<typeof Binary> }>('single_inserts');
    await collection.createIndex({ unit: 1 });
    const documents = Array.from({ length: inserts }, (_, at) => ({
      ...{ _id: new Binary(randomBytes(32)), unit: `unit${String(at % 24).padStart(8, '0')}`, mark: '--------' },
      ...{ signature: new Binary(randomBytes(256)), answers: new Binary(Buffer.alloc(ITEMS.length, 3)) },
    }));
    const rate = await aSecond(documents, atOnce, (document) => collection.insertOne(document));
    await collection.drop();
    return rate;
  });
}

async function sealed(ballotBox: BallotBox, ballots: number): Promise<RoundId> {
  const round = randomBytes(16).toString('hex') as RoundId;
  const units = unitsOf(UNITS);
  const items = itemOrder(CORE).length;
  const capacity = new Map(units.map((unit) => [unit, ballots]));
  await ballotBox.create(round, { capacity, kinds: ['scored'], items, salt: randomBytes(32) });
  const places = Array.from({ length: ballots }, (_, at) => at);
  const casting = await secondsOf(() =>
    all(places, 2000, (at) => {
      const answers = Uint8Array.from(
        { length: items },
        (_, item) => 1 + ((((at * 2_654_435_761) % 997) + ((at * 7 + item * at) % 619)) % 5),
      );
      const id = randomBytes(32).toString('hex') as BallotId;
      return ballotBox.castOnce(round, { id, unit: units[at % UNITS] as UnitId, kind: 'scored', signature: randomBytes(256), answers });
    }),
  );
  const seal = await secondsOf(() => ballotBox.seal(round));
  const rest = await secondsOf(async () => {
    await ballotBox.writePackage(round);
    await ballotBox.writeAnswers(round, 'scored', new Map(units.map((unit) => [unit, unit])));
    await ballotBox.destroySlots(round);
  });
  const sealing = `sealing ${seal.toFixed(1)} s; package, answers, destroying ${rest.toFixed(1)} s`;
  say(`mongo: casting ${ballots.toLocaleString('en')}, 2,000 at once`, `${casting.toFixed(1)} s`, sealing);
  return round;
}

async function readAll(db: Database, name: string, ballots: number): Promise<void> {
  let read = 0;
  for await (const { answers } of db.collection(name).find().sort({ _id: 1 })) if (answers.length() > 0) read++;
  if (read !== ballots) throw new Error('a ballot is missing among the answers');
}

/** How many a second, with so many under way at any time. The first quarter is not timed. */
async function aSecond<T>(inputs: readonly T[], atOnce: number, act: (input: T) => Promise<unknown>): Promise<number> {
  const warm = Math.floor(inputs.length / 4);
  await all(inputs.slice(0, warm), atOnce, act);
  const seconds = await secondsOf(() => all(inputs.slice(warm), atOnce, act));
  return (inputs.length - warm) / seconds;
}

async function all<T>(inputs: readonly T[], atOnce: number, act: (input: T) => Promise<unknown>): Promise<void> {
  const next = inputs[Symbol.iterator]();
  const work = async () => {
    for (const input of next) await act(input);
  };
  await Promise.all(Array.from({ length: atOnce }, work));
}

async function secondsOf(act: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  await act();
  return (performance.now() - begun) / 1000;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
