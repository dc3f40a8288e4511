import { clearCancelledRounds, closeDueRounds, destroyExpiredAnswers } from './closing/close-due-rounds.js';
import type { ClosingNeeds } from './closing/needs.js';
import type { OpenRounds } from './open-rounds.js';
import { openDueRounds, type RoundNeeds, recordParticipation } from './rounds/rounds.js';
import { inTurns, type Job, type Scheduler, type TurnNeeds } from './turns.js';

export type { Scheduler } from './turns.js';

export interface DueWorkNeeds {
  rounds: Pick<RoundNeeds, 'registrar' | 'roll'>;
  closing: ClosingNeeds;
  openRounds: OpenRounds;
  /** Sends what waits; absent where no mail is configured. */
  sendMail?: (now: Date) => Promise<unknown>;
}

/** All that is done by the clock, in the order of a round's life; mail last, because it waits for other servers. */
export function dueWork({ rounds, closing, openRounds, sendMail }: DueWorkNeeds): Job[] {
  const jobs: Job[] = [
    { name: 'open rounds', run: (now) => openDueRounds(rounds, now) },
    { name: 'record participation', run: (now) => recordParticipation(rounds, now) },
    { name: 'close rounds', run: (now) => closeDueRounds(closing, now) },
    { name: 'clear cancelled rounds', run: () => clearCancelledRounds(closing) },
    { name: 'destroy answers', run: (now) => destroyExpiredAnswers(closing, now) },
    // Also without the lease each process must forget keys: here for the one that has it, elsewhere as rounds are asked for.
    { name: 'forget keys', run: () => openRounds.sweep() },
  ];
  return sendMail ? [...jobs, { name: 'send mail', run: sendMail }] : jobs;
}

/** The scheduler of this process: main starts it, and whoever changes what is due calls `runNow`. */
export function createScheduler(needs: DueWorkNeeds & Omit<TurnNeeds, 'jobs'>): Scheduler {
  return inTurns({ ...needs, jobs: dueWork(needs) });
}
