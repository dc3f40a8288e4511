/** Work that goes on after the request that asked for it was answered. */
export interface Background {
  /** Aborted when the server is told to stop: long work leaves off where it can be begun anew. */
  readonly stopping: AbortSignal;
  /** Lets the work go on; a fault is told to the log. */
  keep(job: string, work: Promise<unknown>): void;
  /** Aborts, and waits until nothing goes on any more. */
  stop(): Promise<void>;
}

export function background(failed: (job: string, fault: unknown) => void): Background {
  const under = new Set<Promise<void>>();
  const stop = new AbortController();
  return {
    stopping: stop.signal,
    keep(job, work) {
      const kept: Promise<void> = work
        .then(
          () => undefined,
          (fault: unknown) => {
            if (!stop.signal.aborted) failed(job, fault);
          },
        )
        .finally(() => under.delete(kept));
      under.add(kept);
    },
    async stop() {
      stop.abort();
      await Promise.all(under);
    },
  };
}
