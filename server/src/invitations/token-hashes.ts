import { once } from 'node:events';
import { type MessagePort, Worker } from 'node:worker_threads';
import { inSlices } from '../slices.js';

/** Invitations told to the thread at once. */
const SLICE = 2000;
const HASH_BYTES = 32;

/**
 * `tokenHashOf` of each invitation, in their order, made in a thread that ends afterwards: 200,000 hashes would keep the event loop
 * and its garbage collection busy for seconds.
 */
export async function tokenHashesOf(mailKey: Uint8Array, invitations: readonly string[]): Promise<Uint8Array[]> {
  const thread = new Worker(HASHING_THREAD, { eval: true, execArgv: [], workerData: mailKey });
  const hashes: Uint8Array[] = [];
  try {
    await inSlices(invitations, SLICE, async (slice) => {
      thread.postMessage(slice.join(' '));
      const [joined] = (await once(thread, 'message')) as [Uint8Array];
      for (let at = 0; at < joined.length; at += HASH_BYTES) hashes.push(joined.subarray(at, at + HASH_BYTES));
    });
  } finally {
    await thread.terminate();
  }
  return hashes;
}

/** What runs in the thread, started from its text as the signing threads are: the same as `tokenHashOf`. */
/* istanbul ignore next: counters would not be there in the thread */
function hashInThread(port: MessagePort, mailKey: Uint8Array, crypto: typeof import('node:crypto')): void {
  port.on('message', (invitations: string) => {
    const hashes = invitations.split(' ').map((invitation) => {
      const token = crypto.createHmac('sha256', mailKey).update(invitation).digest().subarray(0, 16);
      return crypto.createHash('sha256').update(token).digest();
    });
    port.postMessage(new Uint8Array(Buffer.concat(hashes)));
  });
}

const HASHING_THREAD = `const { parentPort, workerData } = require('node:worker_threads'); (${hashInThread})(parentPort, workerData, require('node:crypto'))`;
