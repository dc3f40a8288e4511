import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import mongoose from 'mongoose';

/** Milliseconds: a server that is named answers in this time, or counts as away. */
const ANSWERS_WITHIN = 5_000;
/** Milliseconds: whether the download server can be reached at all, and how long a download may then take. */
const REACHED_WITHIN = 3_000;
const DOWNLOADED_WITHIN = 180_000;

const WHAT_TO_DO = 'set MONGO_TEST_URI to a server, or install mongod';

/**
 * A MongoDB server for tests and benchmarks: the one that MONGO_TEST_URI names; else one of our own, started from a `mongod` on the PATH, named by
 * MONGOMS_SYSTEM_BINARY or downloaded before. Only where MONGOMS_DOWNLOAD=1 allows it is one downloaded.
 * Resolves to `{ uri, stop }`, or to `{ missing }`: one line that says why there is none.
 */
export async function findMongo(environment = process.env) {
  const named = environment.MONGO_TEST_URI;
  if (named)
    return (await answers(named)) ? { uri: named, stop: async () => {} } : { missing: `MONGO_TEST_URI names no server that answers` };
  const binary = environment.MONGOMS_SYSTEM_BINARY || onPath(environment) || (await downloadedBefore());
  if (binary) return startOwn({ systemBinary: binary });
  if (environment.MONGOMS_DOWNLOAD !== '1') return { missing: `there is no mongod here: ${WHAT_TO_DO}, or set MONGOMS_DOWNLOAD=1` };
  if (!(await reachable())) return { missing: `there is no mongod here, and none can be downloaded: ${WHAT_TO_DO}` };
  return startOwn({});
}

async function answers(uri) {
  const client = new mongoose.mongo.MongoClient(uri, { serverSelectionTimeoutMS: ANSWERS_WITHIN });
  try {
    await client.db('admin').command({ ping: 1 });
    return true;
  } catch {
    return false; // whatever is wrong with it, tests cannot use it
  } finally {
    await client.close();
  }
}

function onPath(environment) {
  const name = process.platform === 'win32' ? 'mongod.exe' : 'mongod';
  return (environment.PATH ?? '')
    .split(delimiter)
    .map((folder) => join(folder, name))
    .find((path) => existsSync(path));
}

async function downloadedBefore() {
  const { DryMongoBinary } = await import('mongodb-memory-server-core/lib/util/DryMongoBinary.js');
  return DryMongoBinary.locateBinary(DryMongoBinary.getEnsuredOptions()).catch(() => undefined);
}

async function reachable() {
  return fetch('https://fastdl.mongodb.org', { method: 'HEAD', signal: AbortSignal.timeout(REACHED_WITHIN) }).then(
    () => true,
    () => false,
  );
}

/** A replica set of one, on disk as in production: only so are majority and journal what they say. */
async function startOwn(binary) {
  const { MongoMemoryReplSet } = await import('mongodb-memory-server-core');
  const start = MongoMemoryReplSet.create({ replSet: { count: 1, storageEngine: 'wiredTiger' }, binary: { ...binary, checkMD5: false } });
  const late = new Promise((_, reject) => {
    setTimeout(() => reject(new Error('it took too long')), DOWNLOADED_WITHIN).unref();
  });
  try {
    const server = await Promise.race([start, late]);
    return { uri: server.getUri(), stop: () => server.stop().then(() => {}) };
  } catch (fault) {
    return { missing: `mongod cannot be started (${String(fault?.message ?? fault).split('\n')[0]}): ${WHAT_TO_DO}` };
  }
}
