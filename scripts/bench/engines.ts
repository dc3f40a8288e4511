import { randomBytes } from 'node:crypto';
import mongoose from 'mongoose';
import type { StoreUrls } from './bench-office.js';

/** One after the other: files, and where MONGO_TEST_URI names a server two databases there, dropped afterwards. */
export async function onEachEngine(act: (engine: string, urls: StoreUrls) => Promise<void>): Promise<void> {
  await act('sqlite', {});
  const server = process.env.MONGO_TEST_URI;
  if (!server) return;
  const database = () => Object.assign(new URL(server), { pathname: `/candour_bench_${randomBytes(6).toString('hex')}` }).href;
  const urls = { REGISTRAR_URL: database(), BALLOT_BOX_URL: database() };
  try {
    await act('mongo', urls);
  } finally {
    for (const url of Object.values(urls)) await drop(url);
  }
}

async function drop(url: string): Promise<void> {
  const client = await new mongoose.mongo.MongoClient(url).connect();
  try {
    await client.db().dropDatabase();
  } finally {
    await client.close();
  }
}
