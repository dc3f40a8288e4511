import type { Clock } from './clock.js';
import type { Rounds } from './storage/port/registrar/rounds.js';

/** Work that is due by the clock. Each looks for itself what there is to do, and may be interrupted and repeated. */
export interface Job {
  name: string;
  run(now: Date): Promise<unknown>;
}

export interface TurnNeeds {
  lease: Pick<Rounds, 'takeLease' | 'dropLease'>;
  /** Who this process is: no two run jobs at once. */
  holder: string;
  jobs: readonly Job[];
  clock: Clock;
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
  /** No further turn; waits for the one that runs. */
  stop(): Promise<void>;
}

const LEASE = 'scheduler';
const LEASE_MS = 30_000;

/** Runs the jobs in turns, under a lease that several processes share. */
export function inTurns(needs: TurnNeeds): Scheduler {
  let running: Promise<void> = Promise.resolve();
  let waiting = false;
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;

  const tick = (): Promise<void> => {
    if (!waiting) {
      waiting = true;
      running = running.then(() => {
        waiting = false;
        return stopped ? undefined : turn(needs);
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
      await needs.lease.dropLease(LEASE, needs.holder).catch((fault: unknown) => needs.failed('lease', fault));
    },
  };
}

async function turn(needs: TurnNeeds): Promise<void> {
  try {
    if (!(await holdLease(needs))) return;
  } catch (fault) {
    return needs.failed('lease', fault);
  }
  // A closing may take longer than the lease: it is kept up while there is work.
  const keepUp = setInterval(() => holdLease(needs).catch((fault: unknown) => needs.failed('lease', fault)), LEASE_MS / 3);
  try {
    for (const job of needs.jobs) await job.run(needs.clock.now()).catch((fault: unknown) => needs.failed(job.name, fault));
  } finally {
    clearInterval(keepUp);
  }
}

function holdLease({ lease, holder, clock }: TurnNeeds): Promise<boolean> {
  const now = clock.now();
  const until = new Date(now.getTime() + LEASE_MS).toISOString();
  return lease.takeLease({ name: LEASE, holder, now: now.toISOString(), until });
}
