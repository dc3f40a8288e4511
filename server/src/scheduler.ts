import { clearCancelledRounds, closeDueRounds, destroyExpiredAnswers } from './closing/close-due-rounds.js';
import type { ClosingNeeds } from './closing/needs.js';
import type { OpenRounds } from './open-rounds.js';
import {
  clearDeletedDrafts,
  finishAdditions,
  forgetInvited,
  openDueRounds,
  type RoundNeeds,
  recordParticipation,
} from './rounds/rounds.js';
import type { Access } from './storage/port/registrar/access.js';
import { inTurns, type Job, type Scheduler, type TurnNeeds } from './turns.js';

export type { Scheduler } from './turns.js';

/** Strangers who try to sign in leave a count each, and nobody who signs in need ever come by. To look more often would find little. */
const SWEEP_EVERY_MS = 10 * 60_000;

export interface DueWorkNeeds {
  access: Pick<Access, 'sweep'>;
  rounds: Pick<RoundNeeds, 'registrar' | 'roll' | 'ballotBox' | 'keys' | 'sessionSecret' | 'clock' | 'random' | 'mailConfigured'>;
  closing: ClosingNeeds;
  /** Sends what waits; absent where no mail is configured. */
  sendMail?: (now: Date) => Promise<unknown>;
}

/** All that is done by the clock, in the order of a round's life; mail last, because it waits for other servers. */
export function dueWork({ access, rounds, closing, sendMail }: DueWorkNeeds): Job[] {
  const jobs: Job[] = [
    { name: 'open rounds', run: (now) => openDueRounds(rounds, now) },
    { name: 'finish additions', run: () => finishAdditions(rounds) },
    { name: 'record participation', run: (now) => recordParticipation(rounds, now) },
    { name: 'close rounds', run: (now) => closeDueRounds(closing, now) },
    { name: 'clear cancelled rounds', run: () => clearCancelledRounds(closing) },
    { name: 'clear deleted drafts', run: () => clearDeletedDrafts(rounds) },
    { name: 'destroy answers', run: (now) => destroyExpiredAnswers(closing, now) },
    { name: 'forget who was invited', run: (now) => forgetInvited(rounds, now) },
    spaced(SWEEP_EVERY_MS, { name: 'sweep sessions and tries', run: (now) => access.sweep(now.toISOString()) }),
  ];
  return sendMail ? [...jobs, { name: 'send mail', run: sendMail }] : jobs;
}

/** The job, left out of turns until so long after it was last done. A clock that was set back does not hold it up for longer. */
function spaced(ms: number, { name, run }: Job): Job {
  let done = Number.NEGATIVE_INFINITY;
  return {
    name,
    async run(now) {
      if (Math.abs(now.getTime() - done) < ms) return;
      await run(now);
      done = now.getTime();
    },
  };
}

/** The scheduler of this process: main starts it, and whoever changes what is due calls `runNow`. */
export function createScheduler(needs: DueWorkNeeds & Omit<TurnNeeds, 'jobs'>): Scheduler {
  return inTurns({ ...needs, jobs: dueWork(needs) });
}

/** What each process does for itself, with the lease or without it. */
export interface OwnWork {
  start(everyMs: number): void;
  /** Waits for what runs. */
  stop(): Promise<void>;
}

/** Forgets the keys of rounds that are over: every process holds some in memory, not only the one that closed the round. */
export function forgetKeys({ openRounds, failed }: { openRounds: Pick<OpenRounds, 'sweep'> } & Pick<TurnNeeds, 'failed'>): OwnWork {
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> = Promise.resolve();
  const sweep = () => {
    running = running.then(() => openRounds.sweep()).catch((fault: unknown) => failed('forget keys', fault));
  };
  return {
    start(everyMs) {
      timer ??= setInterval(sweep, everyMs);
    },
    async stop() {
      clearInterval(timer);
      await running;
    },
  };
}
