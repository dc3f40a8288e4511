import { type Connection, mongo } from 'mongoose';
import { BallotKind, type RoundId, type UnitId } from '#shared/ballot/manifest.js';
import { AT_ONCE, dropCollection, idRanges, undisturbed } from '../collections.js';
import { databaseOf } from '../connection.js';
import { allLanes, barLanes, lanesAtRest, lanesOf } from './lanes.js';
import { answersName, answersOf, ballotsName, ballotsOf, boxes, packageName, STEP } from './schemas.js';

const NO_UNIT = ''.padEnd(12, '0') as UnitId;

/** Without the package nobody could ever check the count: refused until it is written. */
export async function destroySlots(connection: Connection, round: RoundId): Promise<void> {
  const box = await boxes(connection).findById(round).lean();
  if (!box?.packaged) throw new Error(`the package of round ${round} is not written yet`);
  await boxes(connection).updateOne({ _id: round }, { $set: { state: 'gone' } });
  await lanesAtRest(connection, round);
  for (const kind of BallotKind.options) await destroyBallots(connection, round, kind);
  await forgetLanes(connection, round);
}

/** Also what a cast that was killed has left since the ballots were destroyed. */
export async function destroyAnswers(connection: Connection, round: RoundId): Promise<void> {
  for (const kind of BallotKind.options) await destroyAnswersOf(connection, round, kind);
  if ((await boxes(connection).findById(round).lean())?.state !== 'gone') return;
  for (const kind of BallotKind.options) await destroyBallots(connection, round, kind);
}

/** What stays is that there was a box: whoever casts is told that it is sealed. */
export async function destroyBox(connection: Connection, round: RoundId): Promise<void> {
  await boxes(connection).updateOne(
    { _id: round },
    { $set: { state: 'gone', packaged: false, kinds: [], units: [], taken: {}, answered: [] } },
  );
  for (const kind of BallotKind.options) await barLanes(connection, round, kind, await lanesOf(connection, round, kind));
  await lanesAtRest(connection, round);
  for (const kind of BallotKind.options) {
    await destroyBallots(connection, round, kind);
    await destroyAnswersOf(connection, round, kind);
  }
  await dropCollection(databaseOf(connection), packageName(round));
  await forgetLanes(connection, round);
}

/** Once the ballots are gone. */
async function forgetLanes(connection: Connection, round: RoundId): Promise<void> {
  await boxes(connection).updateOne({ _id: round }, { $set: { lanes: {} } });
}

/** A cast that was killed may have inserted a ballot when all were gone: it was never counted, and goes too. */
export async function sweep(connection: Connection): Promise<void> {
  const database = databaseOf(connection);
  const names = new Set((await database.listCollections({}, { nameOnly: true }).toArray()).map(({ name }) => name));
  // One with lanes is being destroyed: whoever does waits for them, also where it was interrupted.
  for (const box of await boxes(connection).find({ state: 'gone' }, { lanes: 1 }).lean())
    for (const kind of BallotKind.options)
      if (allLanes(box).length === 0 && names.has(ballotsName(box._id, kind))) await dropCollection(database, ballotsName(box._id, kind));
}

/** Overwritten first: until the server clears its disk what it kept is one value. The ids go with the collection. */
async function destroyBallots(connection: Connection, round: RoundId, kind: BallotKind): Promise<void> {
  const ballots = ballotsOf(connection, round, kind);
  const one = await ballots.findOne({ mark: { $ne: STEP } });
  if (one) {
    const blank = { unit: NO_UNIT, signature: zeros(one.signature), answers: zeros(one.answers), mark: one.mark };
    for (const _id of idRanges(await ballots.estimatedDocumentCount()))
      await undisturbed(() => ballots.updateMany({ _id }, { $set: blank }));
  }
  await dropCollection(databaseOf(connection), ballotsName(round, kind));
}

async function destroyAnswersOf(connection: Connection, round: RoundId, kind: BallotKind): Promise<void> {
  const answers = answersOf(connection, round, kind);
  const one = await answers.findOne();
  if (one) {
    const blank = { label: NO_UNIT, answers: zeros(one.answers) };
    const last = (await answers.find().sort({ _id: -1 }).limit(1).next())?._id ?? 0;
    for (let from = 0; from <= last; from += AT_ONCE)
      await answers.updateMany({ _id: { $gte: from, $lt: from + AT_ONCE } }, { $set: blank });
  }
  await dropCollection(databaseOf(connection), answersName(round, kind));
}

function zeros(content: mongo.Binary): mongo.Binary {
  return new mongo.Binary(Buffer.alloc(content.length()));
}
