import { Worker } from 'node:worker_threads';
import { type FromWorker, SIGNING_THREAD, type ToWorker } from './signing-worker.js';

/** A value that waits for its signature. */
export interface Job {
  key: PoolKey;
  blinded: Uint8Array;
  resolve(signature: Uint8Array): void;
  reject(fault: Error): void;
}

/** A private key (PKCS #8 DER) under the number by which the threads know it. */
export interface PoolKey {
  id: number;
  der: Uint8Array;
  modulus: Uint8Array;
}

/**
 * One thread of the pool and the batches it has at hand. It starts when it is first needed, and holds a process back from its end only while it
 * signs; one that ends unasked fails its batches and starts anew.
 */
export class SigningThread {
  readonly #known = new Set<number>();
  #batches: Job[][] = [];
  #worker: Worker | undefined;

  /** `free` is told whenever batches are done. */
  constructor(private readonly free: () => void) {}

  get batches(): number {
    return this.#batches.length;
  }

  send(batch: Job[]): void {
    for (const { key } of batch) {
      if (!this.#known.has(key.id)) this.#post({ remember: key.id, der: key.der });
      this.#known.add(key.id);
    }
    this.#batches.push(batch);
    // Joined into one array: a message takes whole buffers, also where a value is only a part of one.
    const blinded = joined(batch.map((job) => job.blinded));
    this.#post({ keys: batch.map(({ key }) => key.id), blinded }, [blinded.buffer as ArrayBuffer]);
    this.#worker?.ref();
  }

  forget(id: number): void {
    if (this.#known.delete(id)) this.#post({ forget: id });
  }

  async close(): Promise<void> {
    await this.#worker?.terminate();
  }

  #start(): Worker {
    const worker = new Worker(SIGNING_THREAD, { eval: true, execArgv: [] });
    let fault = new Error('the signing threads have ended');
    worker.on('message', (reply: FromWorker) => this.#receive(reply));
    worker.on('error', (cause) => {
      fault = new Error('a signing thread failed', { cause });
    });
    worker.on('exit', () => this.#ended(fault));
    return worker;
  }

  #receive(reply: FromWorker): void {
    const batch = this.#batches.shift() ?? [];
    if ('fault' in reply) for (const job of batch) job.reject(new Error(reply.fault));
    else settle(batch, reply.signatures);
    this.free();
    if (this.#batches.length === 0) this.#worker?.unref();
  }

  #ended(fault: Error): void {
    const batches = this.#batches;
    this.#batches = [];
    this.#known.clear();
    this.#worker = undefined;
    for (const job of batches.flat()) job.reject(fault);
    this.free();
  }

  #post(message: ToWorker, transfer: ArrayBuffer[] = []): void {
    this.#worker ??= this.#start();
    this.#worker.postMessage(message, transfer);
  }
}

function settle(batch: readonly Job[], signatures: Uint8Array): void {
  let at = 0;
  for (const { key, resolve } of batch) {
    resolve(signatures.slice(at, at + key.modulus.length));
    at += key.modulus.length;
  }
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
