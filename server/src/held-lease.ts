import type { Clock } from './clock.js';
import type { Rounds } from './storage/port/registrar/rounds.js';

export interface HeldLeaseNeeds {
  lease: Pick<Rounds, 'takeLease' | 'readLease' | 'dropLease'>;
  /** Who this process is: no two have the lease at once. */
  holder: string;
  clock: Clock;
  /** A store that does not answer is told here, as the job `lease`. */
  failed(job: string, fault: unknown): void;
}

/** The scheduler's lease as this process last knew it. */
export interface HeldLease {
  /** Takes it, or takes it anew; whether this process has it. */
  take(): Promise<boolean>;
  /** Takes it again when it was taken a while ago. */
  confirm(): Promise<boolean>;
  /** Whether this process has it still, by the clock alone. */
  held(): boolean;
  /** Whether the store said at last who has it. */
  answered(): boolean;
  /** Whether another that has it still takes it anew: one that does not, as after its clock was ahead, does no work either. */
  renewed(): Promise<boolean>;
  drop(): Promise<void>;
}

const LEASE = 'scheduler';
/** With a turn every five seconds another process takes over within half a minute after the one that led was killed. */
const LEASE_MS = 15_000;
/** How often a process that works takes its lease anew. */
export const KEEP_UP_MS = LEASE_MS / 3;

export function heldLease(needs: HeldLeaseNeeds): HeldLease {
  const { lease, holder, clock, failed } = needs;
  let held = false;
  let answered = false;
  let takenAt = 0;
  const holds = () => held && clock.now().getTime() < takenAt + LEASE_MS;
  const take = async (): Promise<boolean> => {
    const now = clock.now();
    try {
      const until = new Date(now.getTime() + LEASE_MS).toISOString();
      held = await lease.takeLease({ name: LEASE, holder, now: now.toISOString(), until });
      takenAt = now.getTime();
      answered = true;
    } catch (fault) {
      // Without an answer it is ours only for as long as it was given.
      held = holds();
      answered = false;
      failed('lease', fault);
    }
    return held;
  };
  return {
    take,
    confirm: async () => (clock.now().getTime() - takenAt < KEEP_UP_MS ? held : take()),
    held: holds,
    answered: () => answered,
    renewed: watchOther(needs),
    async drop() {
      held = false;
      await lease.dropLease(LEASE, holder).catch((fault: unknown) => failed('lease', fault));
    },
  };
}

function watchOther({ lease, clock, failed }: HeldLeaseNeeds): HeldLease['renewed'] {
  /** When the other's lease ends, and since when this process reads so. */
  let other = { until: '', since: 0 };
  return async () => {
    try {
      const { until = '' } = (await lease.readLease(LEASE)) ?? {};
      const now = clock.now().getTime();
      if (until !== other.until) other = { until, since: now };
      return now - other.since < LEASE_MS;
    } catch (fault) {
      failed('lease', fault);
      return false;
    }
  };
}
