import { randomBytes, randomInt } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { mongo } from 'mongoose';
import { asUnavailable, isDuplicate } from './connection.js';

/** Documents that are written, read or changed in one go: enough to be fast, few enough for memory and for the patience of the connection. */
export const AT_ONCE = 2_000;

/** FerretDB has been seen to refuse one creation among thousands: that must cost a round neither its launch nor its order. */
const TRIES_TO_CLUSTER = 3;

const ALREADY_THERE = 48;
const NOT_THERE = 26;

/**
 * Makes a collection whose documents lie in the order of their ids, which are random or sorted: it keeps no order of insertion. A server that has
 * no such collections says so each time and gets a plain one; one that fails each time is away. There already is no fault.
 */
export async function createClustered(database: mongo.Db, name: string): Promise<void> {
  for (let tried = 1; ; tried++) {
    try {
      await database.createCollection(name, { clusteredIndex: { key: { _id: 1 }, unique: true } });
      return;
    } catch (fault) {
      if (hasCode(fault, ALREADY_THERE)) return;
      if (!(fault instanceof mongo.MongoServerError)) throw fault;
      if (tried === TRIES_TO_CLUSTER && asUnavailable(fault) !== fault) throw fault;
      if (tried === TRIES_TO_CLUSTER) return createPlain(database, name);
      await wait(randomInt(1, 10 * tried));
    }
  }
}

async function createPlain(database: mongo.Db, name: string): Promise<void> {
  try {
    await database.createCollection(name);
  } catch (fault) {
    if (!hasCode(fault, ALREADY_THERE)) throw fault;
  }
}

/** Whether a collection made by `createClustered` is one on this server. Some take the wish and do not follow it. Makes an empty one and drops it. */
export async function keepsClustered(database: mongo.Db): Promise<boolean> {
  const name = `order_${randomBytes(8).toString('hex')}`;
  try {
    await createClustered(database, name);
    const [made] = await database.listCollections({ name }).toArray();
    return made !== undefined && 'options' in made && made.options?.clusteredIndex !== undefined;
  } finally {
    await dropCollection(database, name);
  }
}

/** Not there is no fault. */
export async function dropCollection(database: mongo.Db, name: string): Promise<void> {
  try {
    await database.dropCollection(name);
  } catch (fault) {
    if (!hasCode(fault, NOT_THERE)) throw fault;
  }
}

/** Inserts documents that are always the same for the same ids: what is there already stays, so that it may be interrupted and repeated. */
export async function insertMissing<Document extends mongo.Document>(
  collection: mongo.Collection<Document>,
  documents: mongo.OptionalUnlessRequiredId<Document>[],
): Promise<void> {
  try {
    if (documents.length > 0) await collection.insertMany(documents, { ordered: false });
  } catch (fault) {
    const others = fault instanceof mongo.MongoBulkWriteError ? [fault.writeErrors].flat().filter(({ code }) => code !== 11000) : [];
    if (!isDuplicate(fault) || others.length > 0) throw fault;
  }
}

/** Ranges of ids that have 32 random bytes, of about `AT_ONCE` documents each. */
export function idRanges(documents: number): { $gte: mongo.Binary; $lt?: mongo.Binary }[] {
  const step = Math.max(1, Math.min(256, Math.floor((256 * AT_ONCE) / Math.max(1, documents))));
  const bound = (first: number) => new mongo.Binary(Buffer.alloc(32).fill(first, 0, 1));
  return Array.from({ length: Math.ceil(256 / step) }, (_, at) => {
    const end = (at + 1) * step;
    return { $gte: bound(at * step), ...(end < 256 ? { $lt: bound(end) } : {}) };
  });
}

export function hasCode(fault: unknown, code: number): boolean {
  return fault instanceof mongo.MongoServerError && fault.code === code;
}

/** Two that change the same documents in different order: mongod (112) sorts that out by itself, FerretDB undoes one of the two and says so (PostgreSQL's 40P01). */
const CONFLICTS = new Set([112, 16908292]);
const TRIES = 6;

function isConflict(code: unknown): boolean {
  return CONFLICTS.has(code as number);
}

/** Tries again what came to nothing because somebody else changed the same documents. `act` may have done a part of its work before. */
export async function undisturbed<T>(act: () => Promise<T>): Promise<T> {
  for (let tried = 1; ; tried++) {
    try {
      return await act();
    } catch (fault) {
      if (!isConflict((fault as { code?: unknown } | null)?.code) || tried === TRIES) throw fault;
      await wait(randomInt(1, 10 * tried));
    }
  }
}
