import { z } from 'zod';

/**
 * draft: everything may change. scheduled: terms frozen, not open yet. open: ballots can be collected and cast.
 * closing: the steps from stop to publish are under way (the grace included). The rest are ends.
 */
export const ROUND_STATES = ['draft', 'scheduled', 'open', 'closing', 'published', 'without-results', 'cancelled'] as const;
export const RoundState = z.enum(ROUND_STATES);
export type RoundState = z.infer<typeof RoundState>;

/** The states that a round may go to next. A draft is deleted, not cancelled: nobody has seen it. */
const NEXT: Record<RoundState, readonly RoundState[]> = {
  draft: ['scheduled'],
  scheduled: ['open', 'cancelled'],
  open: ['closing', 'cancelled'],
  closing: ['published', 'without-results'],
  published: [],
  'without-results': [],
  cancelled: [],
};

/** True from the launch until the closing begins: invitations lead to ballots, now or from the opening on, and people can still be added. */
export function isUnderWay(state: RoundState): boolean {
  return state === 'scheduled' || state === 'open';
}

/** True once nothing about the round will change any more. */
export function isOver(state: RoundState): boolean {
  return NEXT[state].length === 0;
}
