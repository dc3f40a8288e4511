import type { Round } from '#shared/contract/rounds.js';
import { recordAct } from '../audit/audit.js';
import { notOpen } from './add-person.js';
import { readRound } from './read-round.js';
import { findRound, type RoundAct, type RoundNeeds } from './round-needs.js';

/**
 * Cancels a round that has not begun to close, with a reason that all can read. From here on nothing is collected, cast or published;
 * the clock's next turn destroys ballots, roll and keys, and takes it up again where it was interrupted.
 */
export async function cancelRound(needs: RoundNeeds, input: RoundAct & { reason: string }): Promise<Round> {
  const { id, draft } = await findRound(needs, input);
  const event = { at: needs.clock.now().toISOString(), what: 'cancelled' as const, reason: input.reason };
  const { rounds } = needs.registrar;
  // One after the other: the clock may open a scheduled round in between.
  const cancelled = (await rounds.become(id, 'scheduled', 'cancelled', event)) || (await rounds.become(id, 'open', 'cancelled', event));
  if (!cancelled) throw notOpen();
  await recordAct(needs, {
    organisation: input.organisation,
    who: input.by,
    act: 'round-cancelled',
    subject: draft.title,
    reason: input.reason,
  });
  needs.wake();
  return readRound(needs, input);
}
