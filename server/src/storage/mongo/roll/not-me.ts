import { mongo } from 'mongoose';
import type { OpenRoll } from './claims.js';
import { type Invitation, invitationsOf, NOTHING } from './schemas.js';

/**
 * As many writes whether something was fetched or not, and the mark is never taken back on the way: without a write to the disk the answer would come
 * sooner and tell what was fetched, and a repetition that is cut off would undo what was acknowledged. Where nothing was fetched nothing stays.
 */
export async function sayNotMe({ connection, round }: OpenRoll, tokenHash: Uint8Array): Promise<void> {
  await invitationsOf(connection, round).bulkWrite(notMeSteps(tokenHash), { ordered: true });
}

/** In this order. Cut off between any two, they are all done again. */
export function notMeSteps(tokenHash: Uint8Array): mongo.AnyBulkWriteOperation<Invitation>[] {
  const _id = new mongo.Binary(tokenHash);
  return [
    { updateOne: { filter: { _id, blinded: { $ne: NOTHING } }, update: { $set: { notMe: true, saying: true } } } },
    { updateOne: { filter: { _id, blinded: NOTHING }, update: { $set: { saying: true } } } },
    { updateOne: { filter: { _id }, update: { $unset: { saying: '' } } } },
  ];
}
