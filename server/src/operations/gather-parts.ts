import type { Worker } from 'node:cluster';
import type { FromWorker, ToWorker } from './messages.js';
import type { MetricsPart } from './process-metrics.js';

/** A process that takes longer is left out. */
const LONGEST_MS = 2_000;

interface Asked {
  parts: MetricsPart[];
  missing: Set<Worker>;
  done(): void;
}

/** Asks every process that serves for its metrics, and adds those of the primary. */
export function gatherParts(serving: () => readonly Worker[], own: () => Promise<MetricsPart>) {
  const asked = new Map<number, Asked>();
  let requests = 0;
  const settle = (its: Asked, worker: Worker) => {
    its.missing.delete(worker);
    if (its.missing.size === 0) its.done();
  };
  return {
    async ask(): Promise<MetricsPart[]> {
      const request = ++requests;
      const its: Asked = { parts: [await own()], missing: new Set(serving()), done: () => {} };
      await new Promise<void>((resolve) => {
        const late = setTimeout(resolve, LONGEST_MS);
        its.done = () => {
          clearTimeout(late);
          resolve();
        };
        asked.set(request, its);
        for (const worker of its.missing) if (worker.isConnected()) worker.send({ tell: 'report', request } satisfies ToWorker, () => {});
      });
      asked.delete(request);
      return its.parts;
    },
    hear(worker: Worker, message: Extract<FromWorker, { tell: 'reported' }>): void {
      const its = asked.get(message.request);
      if (!its) return;
      its.parts.push(message.part);
      settle(its, worker);
    },
    /** It has died: nobody waits for it. */
    gone(worker: Worker): void {
      for (const its of asked.values()) settle(its, worker);
    },
  };
}
