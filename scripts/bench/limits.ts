import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';

/** What the machine does at best, measured in the same run as what is compared to it. */

/** RSA-2048 private operations a second on so many threads that do nothing else. */
export async function rawSignaturesASecond(milliseconds: number, threads = availableParallelism()): Promise<number> {
  const workers = Array.from({ length: threads }, () => new Worker(SIGN_FOR, { eval: true, execArgv: [], workerData: { milliseconds } }));
  await Promise.all(workers.map((worker) => once(worker, 'message'))); // each has made its key
  for (const worker of workers) worker.postMessage('go');
  const rates = await Promise.all(workers.map(async (worker) => Number((await once(worker, 'message'))[0])));
  await Promise.all(workers.map((worker) => worker.terminate()));
  return rates.reduce((sum, rate) => sum + rate, 0);
}

/** CommonJS that runs in a thread: says when its key is made, then signs for the given time and tells how many it made a second. */
const SIGN_FOR = `
  const { constants, generateKeyPairSync, privateDecrypt, randomBytes } = require('node:crypto');
  const { parentPort, workerData } = require('node:worker_threads');
  const key = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
  const value = Buffer.concat([Buffer.of(1), randomBytes(255)]);
  const padding = constants.RSA_NO_PADDING;
  for (let warm = 0; warm < 200; warm++) privateDecrypt({ key, padding }, value);
  parentPort.once('message', () => {
    const begun = performance.now();
    let signed = 0;
    for (; performance.now() - begun < workerData.milliseconds; signed++) privateDecrypt({ key, padding }, value);
    parentPort.postMessage((1000 * signed) / (performance.now() - begun));
  });
  parentPort.postMessage('ready');
`;

/** Rows a second, each committed by itself, with the ballot box's settings and rows as long as its own. */
export async function rawInsertsASecond(folder: string, rowLength: number, milliseconds: number): Promise<number> {
  const own = process.getBuiltinModule?.('node:sqlite' as string) as typeof import('@photostructure/sqlite') | undefined;
  const { DatabaseSync } = own ?? (await import('@photostructure/sqlite'));
  const database = new DatabaseSync(join(folder, 'raw-inserts.sqlite'));
  database.exec('PRAGMA journal_mode = delete; PRAGMA synchronous = extra; PRAGMA secure_delete = on');
  database.exec('CREATE TABLE IF NOT EXISTS ballot (id INTEGER PRIMARY KEY, record BLOB NOT NULL)');
  const insert = database.prepare('INSERT INTO ballot (record) VALUES (?)');
  const row = Buffer.alloc(rowLength, 7);
  const begun = performance.now();
  let rows = 0;
  for (; performance.now() - begun < milliseconds; rows++) insert.run(row);
  const rate = (1000 * rows) / (performance.now() - begun);
  database.close();
  return rate;
}
