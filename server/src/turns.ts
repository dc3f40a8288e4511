import type { Clock } from './clock.js';
import type { Rounds } from './storage/port/registrar/rounds.js';

/** Work that is due by the clock. Each looks for itself what there is to do, and may be interrupted and repeated. */
export interface Job {
  name: string;
  run(now: Date): Promise<unknown>;
}

export interface TurnNeeds {
  lease: Pick<Rounds, 'takeLease' | 'readLease' | 'dropLease'>;
  /** Who this process is: no two run jobs at once. */
  holder: string;
  jobs: readonly Job[];
  /** Whether this process can do the work: one that cannot leaves the lease to others. Left out: it can. */
  able?(): Promise<boolean>;
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
  /** No further turn; waits for the job that runs, and lets another process have the lease. */
  stop(): Promise<void>;
  /** Whether this process has the lease, and when a turn last ended with everything done, here or seen to be left to another process that renews the lease. */
  standing(): { leads: boolean; lastGoodTurn: Date | undefined };
}

const LEASE = 'scheduler';
/** With a turn every five seconds another process takes over within half a minute after the one that led was killed. */
const LEASE_MS = 15_000;
const KEEP_UP_MS = LEASE_MS / 3;

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

type HeldLease = ReturnType<typeof heldLease>;

/** The lease as this process last knew it. */
function heldLease({ lease, holder, clock, failed }: TurnNeeds) {
  let held = false;
  let answered = false;
  let takenAt = 0;
  /** Another's: when it ends, and since when this process reads so. */
  let others = { until: '', since: 0 };
  const take = async (): Promise<boolean> => {
    const now = clock.now();
    try {
      const until = new Date(now.getTime() + LEASE_MS).toISOString();
      held = await lease.takeLease({ name: LEASE, holder, now: now.toISOString(), until });
      takenAt = now.getTime();
      answered = true;
    } catch (fault) {
      // Without an answer it is ours only for as long as it was given.
      held = held && clock.now().getTime() < takenAt + LEASE_MS;
      answered = false;
      failed('lease', fault);
    }
    return held;
  };
  return {
    take,
    /** Takes it again when it was taken a while ago. */
    confirm: async () => (clock.now().getTime() - takenAt < KEEP_UP_MS ? held : take()),
    held: () => held && clock.now().getTime() < takenAt + LEASE_MS,
    /** Whether another that has it still takes it anew: one that does not, as after its clock was ahead, does no work either. */
    async renewed(): Promise<boolean> {
      try {
        const { until = '' } = (await lease.readLease(LEASE)) ?? {};
        const now = clock.now().getTime();
        if (until !== others.until) others = { until, since: now };
        return now - others.since < LEASE_MS;
      } catch (fault) {
        failed('lease', fault);
        return false;
      }
    },
    /** Whether the store said at last who has it. */
    answered: () => answered,
    async drop() {
      held = false;
      await lease.dropLease(LEASE, holder).catch((fault: unknown) => failed('lease', fault));
    },
  };
}
