import { createPrivateKey, createPublicKey } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { type Job, type PoolKey, SigningThread } from './signing-thread.js';

/** Signs blindly on threads of its own, so that the event loop goes on while all cores sign. */
export interface SigningPool {
  /**
   * The raw RSA private operation on a blinded value. `privateKey` is PKCS #8 DER; give the same array each time, then it is read once.
   * Refuses (RangeError) a value that is not as long as the modulus n or not below it.
   */
  sign(privateKey: Uint8Array, blinded: Uint8Array): Promise<Uint8Array>;
  /** Ends the threads. What is not signed yet is rejected. */
  close(): Promise<void>;
}

/** Values sent to a thread at once. Enough that messages cost little beside signing, few enough that the first answer does not wait long. */
const BATCH = 16;
/** A thread that has the next batch at hand never waits for the event loop. */
const BATCHES_AHEAD = 2;

/** `threads` from 1 up; by default one for each core. */
export function createSigningPool(threads = availableParallelism()): SigningPool {
  const workers = Array.from({ length: threads }, () => new SigningThread(deal));
  const waiting: Job[] = [];
  const keys = poolKeys((id) => {
    for (const worker of workers) worker.forget(id);
  });
  let dealing = false;
  let closed = false;

  /** Whoever has least to do gets the next batch; all that was asked for in one turn of the event loop is dealt out together. */
  function deal(): void {
    dealing = false;
    while (waiting.length > 0) {
      const idlest = workers.reduce((least, worker) => (worker.batches < least.batches ? worker : least));
      if (idlest.batches >= BATCHES_AHEAD) return;
      idlest.send(waiting.splice(0, Math.min(BATCH, Math.ceil(waiting.length / threads))));
    }
  }

  return {
    sign(privateKey, blinded) {
      return new Promise((resolve, reject) => {
        if (closed) throw new Error('the signing threads have ended');
        const key = keys(privateKey);
        if (!fits(blinded, key.modulus)) throw new RangeError('a blinded value is as long as the modulus and below it');
        waiting.push({ key, blinded, resolve, reject });
        if (!dealing) setImmediate(deal);
        dealing = true;
      });
    },
    async close() {
      closed = true;
      for (const job of waiting.splice(0)) job.reject(new Error('the signing threads have ended'));
      await Promise.all(workers.map((worker) => worker.close()));
    },
  };
}

function fits(blinded: Uint8Array, modulus: Uint8Array): boolean {
  return blinded.length === modulus.length && Buffer.compare(blinded, modulus) < 0;
}

/** Numbers for keys. When nobody holds a key's array any more (its round is over), the threads are told to forget the key. */
function poolKeys(forget: (id: number) => void): (der: Uint8Array) => PoolKey {
  const known = new WeakMap<Uint8Array, { id: number; modulus: Uint8Array }>();
  const dropped = new FinalizationRegistry(forget);
  let next = 0;
  return (der) => {
    let key = known.get(der);
    if (!key) {
      const publicKey = createPublicKey(createPrivateKey({ key: Buffer.from(der), format: 'der', type: 'pkcs8' }));
      key = { id: next++, modulus: Buffer.from(String(publicKey.export({ format: 'jwk' }).n), 'base64url') };
      known.set(der, key);
      dropped.register(der, key.id);
    }
    return { ...key, der };
  };
}
