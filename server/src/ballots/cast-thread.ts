import type { KeyObject } from 'node:crypto';
import { Worker } from 'node:worker_threads';
import { CAST_THREAD, type FromThread, type ToThread } from './cast-worker.js';

/** Messages that the thread has at hand: with two it never waits for the event loop. */
const AHEAD = 2;
/** Jobs that are worth a message of their own: the thread begins while the event loop still asks for more, and the first of many are ready early. */
const ENOUGH = 16;

const NOTHING = new Uint8Array(0);

interface Job {
  /** A public key verifies, a private one signs. */
  key: KeyObject;
  data: Uint8Array;
  signature: Uint8Array;
  resolve(result: Uint8Array): void;
  reject(fault: Error): void;
}

/**
 * Verifies ballots and signs receipts on a thread of its own: they take half of a cast's time, and the event loop goes on. What is asked for while
 * the thread has enough to do goes in few messages. Not in Node's thread pool: there each goes alone, and behind sign-ins and files.
 * The thread starts when it is first needed, keeps no key from one message to the next, and holds a process back from its end only while it works. One that ends
 * unasked fails what it had at hand and starts anew.
 */
export class CastThread {
  #worker: Worker | undefined;
  #waiting: Job[] = [];
  #messages: Job[][] = [];

  /** Whether `signature` is that of `data` by an RSA key (public): RSASSA-PSS with SHA-384, the salt as long as the hash. */
  async verify(key: KeyObject, data: Uint8Array, signature: Uint8Array): Promise<boolean> {
    return (await this.#ask(key, data, signature))[0] === 1;
  }

  /** The signature of `data` by an Ed25519 key (private). */
  sign(key: KeyObject, data: Uint8Array): Promise<Uint8Array> {
    return this.#ask(key, data, NOTHING);
  }

  #ask(key: KeyObject, data: Uint8Array, signature: Uint8Array): Promise<Uint8Array> {
    return new Promise((resolve, reject) => {
      const waiting = this.#waiting.push({ key, data, signature, resolve, reject });
      if (waiting >= ENOUGH) this.#send();
      // Fewer that are asked for in one turn of the event loop go together.
      else if (waiting === 1) setImmediate(() => this.#sendFew());
    });
  }

  #sendFew(): void {
    if (this.#waiting.length > 0 && this.#messages.length < AHEAD) this.#send();
  }

  #send(): void {
    const jobs = this.#waiting;
    this.#waiting = [];
    this.#messages.push(jobs);
    this.#worker ??= this.#start();
    this.#worker.ref();
    const message = messageOf(jobs);
    this.#worker.postMessage(message, [message.bytes.buffer]);
  }

  #start(): Worker {
    const worker = new Worker(CAST_THREAD, { eval: true, execArgv: [] });
    let fault = new Error('the thread that verifies ballots has ended');
    worker.on('message', (reply: FromThread) => {
      settle(this.#messages.shift() ?? [], reply);
      this.#sendFew();
      if (this.#messages.length === 0) worker.unref();
    });
    worker.on('error', (cause) => {
      fault = new Error('the thread that verifies ballots failed', { cause });
    });
    worker.on('exit', () => {
      const jobs = this.#messages.flat();
      this.#messages = [];
      this.#worker = undefined;
      for (const { reject } of jobs) reject(fault);
      this.#sendFew();
    });
    return worker;
  }
}

function messageOf(jobs: readonly Job[]): ToThread {
  const keys = new Map<KeyObject, number>();
  const plan = new Uint32Array(3 * jobs.length);
  const bytes = new Uint8Array(jobs.reduce((length, { data, signature }) => length + data.length + signature.length, 0));
  let at = 0;
  for (const [job, { key, data, signature }] of jobs.entries()) {
    const place = keys.get(key) ?? keys.size;
    keys.set(key, place);
    plan.set([place, data.length, signature.length], 3 * job);
    bytes.set(data, at);
    bytes.set(signature, at + data.length);
    at += data.length + signature.length;
  }
  return { keys: [...keys.keys()], jobs: plan, bytes };
}

function settle(jobs: readonly Job[], { lengths, results }: FromThread): void {
  let at = 0;
  for (const [job, { resolve, reject }] of jobs.entries()) {
    const length = lengths[job] ?? 0;
    if (length === 0) reject(new Error('a key that neither verifies nor signs so'));
    else resolve(results.slice(at, at + length));
    at += length;
  }
}
