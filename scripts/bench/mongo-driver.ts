import { randomBytes } from 'node:crypto';
import mongoose from 'mongoose';
import { ITEMS } from './bench-round.js';
import { aSecond } from './timing.js';

/** What the driver does by itself on the same server: what the stores on MongoDB are held against. */

const { Binary, MongoClient } = mongoose.mongo;

type Database = ReturnType<InstanceType<typeof MongoClient>['db']>;

/** The database that the URL names, with the stores' write concern, for as long as the act takes. */
export async function withDatabase<T>(url: string, act: (db: Database) => Promise<T>): Promise<T> {
  const client = new MongoClient(url, { w: 'majority', journal: true });
  try {
    return await act(client.db());
  } finally {
    await client.close();
  }
}

/** Documents as long as a ballot, each acknowledged by itself, so many under way at any time. */
export function singleInsertsASecond(url: string, atOnce: number, inserts: number): Promise<number> {
  return withDatabase(url, async (db) => {
    await db.createCollection('single_inserts', { clusteredIndex: { key: { _id: 1 }, unique: true } });
    const collection = db.collection<{ _id: InstanceType<typeof Binary> }>('single_inserts');
    const documents = Array.from({ length: inserts }, (_, at) => ({
      ...{ _id: new Binary(randomBytes(32)), unit: `unit${String(at % 24).padStart(8, '0')}`, mark: '--------' },
      ...{ signature: new Binary(randomBytes(256)), answers: new Binary(Buffer.alloc(ITEMS.length, 3)) },
    }));
    const inserting = documents.map((document) => () => collection.insertOne(document));
    const rate = await aSecond(inserting, atOnce);
    await collection.drop();
    return rate;
  });
}

/** Reads a round's sealed answers from end to end. Resolves to how many there were. */
export async function readAnswers(db: Database, round: string): Promise<number> {
  let read = 0;
  const answers = db.collection(`answers_${round}_scored`).find().sort({ _id: 1 });
  for await (const { answers: bytes } of answers) if (bytes.length() > 0) read++;
  return read;
}
