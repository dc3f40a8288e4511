import type { Connection } from 'mongoose';
import type { RoundId } from '#shared/ballot/manifest.js';
import type { BoxPlan } from '../../port/box-keeping.js';
import { createClustered, dropCollection } from '../collections.js';
import { databaseOf, isDuplicate } from '../connection.js';
import { type BoxDocument, ballotsName, ballotsOf, boxes, STEP, UNDECIDED } from './schemas.js';

/** The plan first, so that no collection is ever without one. Refuses a box that holds ballots or was sealed. */
export async function createBox(connection: Connection, round: RoundId, plan: BoxPlan): Promise<void> {
  if (plan.salt.length !== 32) throw new RangeError('the salt of a ballot box has 32 bytes');
  await removeEmpty(connection, round);
  const units = [...plan.capacity].map(([unit, capacity]) => ({ unit, capacity })).sort((a, b) => (a.unit < b.unit ? -1 : 1));
  const kinds = [...plan.kinds].sort();
  const box: BoxDocument = {
    ...{
      _id: round,
      kinds,
      units,
      items: plan.items,
      state: 'open',
      mark: UNDECIDED,
      earlierMarks: [],
      taken: Object.fromEntries(kinds.map((kind) => [kind, units.map(() => 0)])),
      packaged: false,
      answered: [],
    },
  };
  try {
    await boxes(connection).insertOne(box);
  } catch (fault) {
    if (!isDuplicate(fault)) throw fault;
    throw new Error(`the ballot box of round ${round} was written by two at once; write it again`);
  }
  for (const kind of kinds) await createClustered(databaseOf(connection), ballotsName(round, kind));
}

async function removeEmpty(connection: Connection, round: RoundId): Promise<void> {
  const box = await boxes(connection).findById(round).lean();
  if (!box) return;
  const ballots = await Promise.all(
    box.kinds.map((kind) => ballotsOf(connection, round, kind).findOne({ mark: { $ne: STEP } }, { projection: { _id: 1 } })),
  );
  if (box.state !== 'open' || ballots.some((ballot) => ballot !== null))
    throw new Error(`the ballot box of round ${round} holds ballots and is not written anew`);
  await boxes(connection).deleteOne({ _id: round, state: 'open' });
  for (const kind of box.kinds) await dropCollection(databaseOf(connection), ballotsName(round, kind));
}
