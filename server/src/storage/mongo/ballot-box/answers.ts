import { type Connection, mongo } from 'mongoose';
import type { BallotKind, RoundId, UnitId } from '#shared/ballot/manifest.js';
import type { SealedAnswers } from '../../port/ballot-box.js';
import { sortedOrder } from '../../sort-rows.js';
import { AT_ONCE, createClustered, insertMissing } from '../collections.js';
import { databaseOf } from '../connection.js';
import { type AnswersDocument, answersName, answersOf, type BoxDocument, ballotsOf, boxes } from './schemas.js';
import { counting, sealedBox } from './sealing.js';

const LABEL_WIDTH = 2;

/** What was said under each label, sorted by label and content, numbered in that order. What is written twice is the same: interrupted, it is gone through again. */
export async function writeAnswers(
  connection: Connection,
  round: RoundId,
  kind: BallotKind,
  labels: ReadonlyMap<UnitId, UnitId>,
): Promise<void> {
  if ((await boxes(connection).findById(round).lean())?.answered.includes(kind)) return;
  const box = await sealedBox(connection, round);
  if (!box.kinds.includes(kind)) throw new Error(`the ballot box of round ${round} has no ballots of ${kind}`);
  const names = [...new Set(labels.values())].sort();
  const rows = await labelledRows(connection, box, kind, labels, names);
  const width = LABEL_WIDTH + box.items;
  const order = await sortedOrder(rows, width, width);
  await createClustered(databaseOf(connection), answersName(round, kind));
  const collection = answersOf(connection, round, kind);
  for (let from = 0; from < order.length; from += AT_ONCE) {
    const batch = [...order.subarray(from, from + AT_ONCE)].map((row, at): AnswersDocument => {
      const label = names[rows.readUInt16BE(row * width)] as UnitId;
      return { _id: from + at, label, answers: new mongo.Binary(rows.subarray(row * width + LABEL_WIDTH, (row + 1) * width)) };
    });
    await insertMissing(collection, batch);
  }
  if ((await collection.countDocuments()) !== order.length) throw new Error(`the answers of round ${round} are not what was written`);
  await boxes(connection).updateOne({ _id: round, answered: { $ne: kind } }, { $push: { answered: { $each: [kind], $sort: 1 } } });
}

/** In memory, one byte an answer and two for the label: 35 MB for a million ballots of 33 items. */
async function labelledRows(
  connection: Connection,
  box: BoxDocument,
  kind: BallotKind,
  labels: ReadonlyMap<UnitId, UnitId>,
  names: readonly UnitId[],
): Promise<Buffer> {
  const ballots = ballotsOf(connection, box._id, kind);
  const wanted = { ...counting(box), unit: { $in: [...labels.keys()] } };
  const places = new Map([...labels].map(([unit, label]) => [unit, names.indexOf(label)]));
  const width = LABEL_WIDTH + box.items;
  const rows = Buffer.alloc(width * (await ballots.countDocuments(wanted)));
  let at = 0;
  for await (const { unit, answers } of ballots.find(wanted, { projection: { _id: 0, unit: 1, answers: 1 }, batchSize: AT_ONCE })) {
    rows.writeUInt16BE(places.get(unit) ?? 0, at);
    rows.set(answers.value(), at + LABEL_WIDTH);
    at += width;
  }
  if (at !== rows.length) throw new Error('a sealed box changed while it was read');
  return rows;
}

/** In batches as they come from the server. */
export async function* streamAnswers(connection: Connection, round: RoundId, kind: BallotKind): AsyncGenerator<SealedAnswers[]> {
  if (!(await boxes(connection).findById(round).lean())?.answered.includes(kind)) return;
  const fields = { projection: { _id: 0 }, batchSize: AT_ONCE, promoteBuffers: true };
  const cursor = answersOf(connection, round, kind).find({}, fields).sort({ _id: 1 });
  try {
    while (await cursor.hasNext()) yield cursor.readBufferedDocuments() as unknown as SealedAnswers[];
  } finally {
    await cursor.close();
  }
}
