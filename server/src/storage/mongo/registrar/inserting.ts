import type { Model } from 'mongoose';
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

/** Inserts any number, a batch at a time. `written` is told the sum so far. Fails on an id that is there. */
export async function insertAll<Document>(
  model: Model<Document>,
  documents: readonly Document[],
  written?: (sum: number) => void,
): Promise<void> {
  for (let at = 0; at < documents.length; at += AT_ONCE) {
    const batch = documents.slice(at, at + AT_ONCE);
    await model.collection.insertMany(batch as never, { ordered: false });
    written?.(at + batch.length);
  }
}

/** By their code units, as every engine orders texts. */
export function inOrder(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}
