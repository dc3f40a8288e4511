import { type HeldLease, type HeldLeaseNeeds, heldLease, KEEP_UP_MS } from './held-lease.js';

/** Work that is due by the clock. Each looks for itself what there is to do, and may be interrupted and repeated. */
export interface Job {
  name: string;
  run(now: Date): Promise<unknown>;
}

export interface TurnNeeds extends HeldLeaseNeeds {
  jobs: readonly Job[];
  /** Whether this process can do the work: one that cannot leaves the lease to others. Left out: it can. */
  able?(): Promise<boolean>;
  /** A job that failed is told here and tried again at the next turn; the others go on. */
  failed(job: string, fault: unknown): void;
}

export interface Scheduler {
  /** One turn: every job once, if this process has the lease or can have it. Turns never overlap; one asked for meanwhile follows. */
  tick(): Promise<void>;
  /** A turn as soon as possible, for those who just changed what is due. */
  runNow(): void;
  /** A turn every `everyMs` milliseconds until `stop`. */
  start(everyMs: number): void;
  /** No further turn; waits for the job that runs, and lets another process have the lease. */
  stop(): Promise<void>;
  /** Whether this process has the lease, and when a turn last ended with everything done, here or seen to be left to another process that renews the lease. */
  standing(): { leads: boolean; lastGoodTurn: Date | undefined };
}

/** Runs the jobs in turns, under a lease that several processes share. */
export function inTurns(needs: TurnNeeds): Scheduler {
  let running: Promise<void> = Promise.resolve();
  let waiting = false;
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  let lastGoodTurn: Date | undefined;
  const lease = heldLease(needs);

  const turn = async () => {
    if (stopped) return;
    if (await runJobs(needs, lease, () => stopped)) lastGoodTurn = needs.clock.now();
  };
  const tick = (): Promise<void> => {
    if (!waiting) {
      waiting = true;
      running = running.then(() => {
        waiting = false;
        return turn();
      });
    }
    return running;
  };
  return {
    tick,
    runNow: () => void tick(),
    start(everyMs) {
      timer ??= setInterval(() => void tick(), everyMs);
      void tick();
    },
    async stop() {
      clearInterval(timer);
      stopped = true;
      await running;
      await lease.drop();
    },
    standing: () => ({ leads: lease.held(), lastGoodTurn }),
  };
}

/** True when nothing failed: all was done, or another process is seen to do it. */
async function runJobs(
  { jobs, clock, failed, able = async () => true }: TurnNeeds,
  lease: HeldLease,
  stopped: () => boolean,
): Promise<boolean> {
  let good = true;
  if (!(await lease.take())) return lease.answered() && (await lease.renewed());
  // While the store does not answer the jobs find out for themselves.
  if (!(await able().catch(() => true))) {
    await lease.drop();
    return lease.renewed();
  }
  // A closing may take longer than the lease: it is kept up while there is work.
  const keepUp = setInterval(lease.take, KEEP_UP_MS);
  try {
    for (const job of jobs) {
      // A process that was halted in the midst of a turn, as machines are, finds that another has taken over.
      if (stopped() || !(await lease.confirm())) return good && lease.answered();
      await job.run(clock.now()).catch((fault: unknown) => {
        good = false;
        failed(job.name, fault);
      });
    }
  } finally {
    clearInterval(keepUp);
  }
  return good;
}
