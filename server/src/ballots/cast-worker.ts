import type { KeyObject } from 'node:crypto';
import type { MessagePort } from 'node:worker_threads';

/** Jobs one after the other: of each the place of its key, how long what is signed is, and how long the signature to verify; then all their bytes. */
export interface ToThread {
  keys: KeyObject[];
  jobs: Uint32Array;
  bytes: Uint8Array<ArrayBuffer>;
}

/** In the order of the jobs: one byte, 1 where the signature holds; or the signature that was made; nothing (length 0) where it cannot be done. */
export interface FromThread {
  lengths: Uint8Array;
  results: Uint8Array;
}

/** What runs in the thread. Started from this function's text, as the signing threads are: it may use its arguments and nothing else of this file. */
/* istanbul ignore next: counters would not be there in the thread */
function workInThread(port: MessagePort, crypto: typeof import('node:crypto')): void {
  const padding = crypto.constants.RSA_PKCS1_PSS_PADDING;
  /** RSABSSA-SHA384-PSS-Randomized (RFC 9474): the salt is as long as the hash. */
  const saltLength = 48;
  const LONGEST = 64;

  function resultOf(key: KeyObject, data: Uint8Array, signature: Uint8Array): Uint8Array {
    try {
      if (key.type === 'private') return crypto.sign(null, data, key);
      return Uint8Array.of(crypto.verify('sha384', data, { key, padding, saltLength }, signature) ? 1 : 0);
    } catch {
      return new Uint8Array(0); // told as a fault by the caller: a result is never empty
    }
  }

  port.on('message', ({ keys, jobs, bytes }: ToThread) => {
    const lengths = new Uint8Array(jobs.length / 3);
    const results = new Uint8Array(LONGEST * lengths.length);
    let [from, to] = [0, 0];
    for (let job = 0; job < lengths.length; job++) {
      const middle = from + (jobs[3 * job + 1] as number);
      const end = middle + (jobs[3 * job + 2] as number);
      const result = resultOf(keys[jobs[3 * job] as number] as KeyObject, bytes.subarray(from, middle), bytes.subarray(middle, end));
      results.set(result, to);
      lengths[job] = result.length;
      to += result.length;
      from = end;
    }
    port.postMessage({ lengths, results } satisfies FromThread, [results.buffer as ArrayBuffer]);
  });
}

/** CommonJS for `new Worker(text, { eval: true })`. */
export const CAST_THREAD = `(${workInThread})(require('node:worker_threads').parentPort, require('node:crypto'))`;
