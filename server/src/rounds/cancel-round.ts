import type { Round } from '#shared/contract/rounds.js';
import { recordActing } from '../audit/audit.js';
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
  const { organisation, by, reason } = input;
  await recordActing(needs, { organisation, who: by, act: 'round-cancelled', subject: draft.title, reason }, async () => {
    // One after the other: the clock may open a scheduled round in between.
    const cancelled = (await rounds.become(id, 'scheduled', 'cancelled', event)) || (await rounds.become(id, 'open', 'cancelled', event));
    if (!cancelled) throw notOpen();
  });
  needs.wake();
  return readRound(needs, input);
}
