import type { Model, QueryFilter } from 'mongoose';
import { AT_ONCE } from '../collections.js';
import { isDuplicate } from '../connection.js';

/** False when its id is there already. Never an upsert: of several at once more than one may then believe to have inserted. */
export async function insertOnce<Document>(model: Model<Document>, document: Document): Promise<boolean> {
  try {
    await model.collection.insertOne(document as never);
    return true;
  } catch (fault) {
    if (isDuplicate(fault)) return false;
    throw fault;
  }
}

/** Batches under way at the same time. */
const LANES = 2;

/** Inserts any number, some batches at a time. `written` is told the sum so far. Fails on an id that is there. */
export async function insertAll<Document>(
  model: Model<Document>,
  documents: readonly Document[],
  written?: (sum: number) => void,
): Promise<void> {
  for (let at = 0; at < documents.length; at += LANES * AT_ONCE) {
    const batches = Array.from({ length: LANES }, (_, lane) => documents.slice(at + lane * AT_ONCE, at + (lane + 1) * AT_ONCE));
    const inserting = batches.flatMap((batch) => (batch.length > 0 ? model.collection.insertMany(batch as never, { ordered: false }) : []));
    // Not one is left under way when another fails: what was written is removed then.
    for (const one of await Promise.allSettled(inserting)) if (one.status === 'rejected') throw one.reason;
    written?.(Math.min(at + LANES * AT_ONCE, documents.length));
  }
}

/**
 * Does `act` to the documents that `where` finds among those whose ids begin with `prefix` (which ends with a slash), a range of ids at a time: so that
 * nothing takes longer than the connection waits.
 */
export async function eachRange<Document extends { _id: string }>(
  model: Model<Document>,
  prefix: string,
  where: object,
  act: (range: { $gt: string; $lte: string }) => Promise<unknown>,
): Promise<void> {
  for (let after = prefix; ; ) {
    const within = { ...where, _id: { $gt: after, $lt: `${prefix.slice(0, -1)}0` } } as QueryFilter<Document>;
    const found = await model.find(within, { _id: 1 }).sort({ _id: 1 }).limit(AT_ONCE).lean<{ _id: string }[]>();
    const last = found.at(-1)?._id;
    if (last === undefined) return;
    await act({ $gt: after, $lte: last });
    after = last;
  }
}

/** By their code units, as every engine orders texts. */
export function inOrder(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}
