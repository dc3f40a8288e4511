import type { MessagePort } from 'node:worker_threads';

/** To a worker: a key to remember (PKCS #8 DER), a key to forget, or values to sign one after the other, each with its key. */
export type ToWorker = { remember: number; der: Uint8Array } | { forget: number } | { keys: number[]; blinded: Uint8Array };

/** From a worker, for each batch in its order: the signatures one after the other, or what went wrong. */
export type FromWorker = { signatures: Uint8Array } | { fault: string };

/**
 * What runs in a signing thread. A thread is started from this function's text, the same from compiled and from transformed sources,
 * so it may use its arguments and nothing else of this file.
 */
/* istanbul ignore next: counters would not be there in the thread */
function signInThread(port: MessagePort, crypto: typeof import('node:crypto'), os: typeof import('node:os')): void {
  const keys = new Map<number, import('node:crypto').KeyObject>();
  goBehind();

  /** The event loop goes first: until it has committed, nobody's signature is due. On Linux alone a thread has a priority of its own. */
  function goBehind(): void {
    if (process.platform !== 'linux') return;
    try {
      os.setPriority(Math.max(os.getPriority(), os.constants.priority.PRIORITY_BELOW_NORMAL));
    } catch {
      // A machine that forbids it: the threads sign all the same.
    }
  }

  function sign(ids: number[], blinded: Uint8Array): Uint8Array {
    const signatures = new Uint8Array(blinded.length);
    let at = 0;
    for (const id of ids) {
      const key = keys.get(id);
      if (!key) throw new Error('a key that this thread was not given');
      const end = at + Math.ceil((key.asymmetricKeyDetails?.modulusLength ?? 0) / 8);
      // The raw RSA private operation, with OpenSSL's blinding of the exponentiation and its check of the result.
      signatures.set(crypto.privateDecrypt({ key, padding: crypto.constants.RSA_NO_PADDING }, blinded.subarray(at, end)), at);
      at = end;
    }
    return signatures;
  }

  port.on('message', (message: ToWorker) => {
    if ('remember' in message) {
      keys.set(message.remember, crypto.createPrivateKey({ key: Buffer.from(message.der), format: 'der', type: 'pkcs8' }));
    } else if ('forget' in message) {
      keys.delete(message.forget);
    } else {
      try {
        const signatures = sign(message.keys, message.blinded);
        port.postMessage({ signatures } satisfies FromWorker, [signatures.buffer as ArrayBuffer]);
      } catch (fault) {
        port.postMessage({ fault: String(fault) } satisfies FromWorker);
      }
    }
  });
}

/** CommonJS for `new Worker(text, { eval: true })`. */
export const SIGNING_THREAD = `(${signInThread})(require('node:worker_threads').parentPort, require('node:crypto'), require('node:os'))`;
