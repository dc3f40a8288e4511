import { eachInTurn } from '../each-in-turn.js';
import { destroyRoundSecrets } from '../keys/keys.js';
import { closeRound } from './close-round.js';
import type { ClosingNeeds } from './needs.js';

/**
 * Closes every open round whose time has come (by the clock, or because HR ended it inside the frozen limits, which moves that time),
 * and takes up closings that were interrupted. One that fails does not hold up the others; the first fault is thrown when all were tried.
 */
export async function closeDueRounds(needs: ClosingNeeds, now: Date): Promise<void> {
  const due = (await needs.rounds.allInStates(['open', 'closing'])).filter(
    ({ state, closes }) => state === 'closing' || new Date(closes) <= now,
  );
  await eachInTurn(due, (round) => closeRound(needs, round));
}

/** Destroys all that a cancelled round left: ballots, roll, keys, mail that waits. Each part may be gone already. */
export async function clearCancelledRounds(needs: ClosingNeeds): Promise<void> {
  const left = (await needs.rounds.allInStates(['cancelled'])).filter((round) => !round.cleared);
  await eachInTurn(left, async ({ id }) => {
    await needs.outbox.giveUp(id, 'the round was cancelled');
    await needs.ballotBox.destroy(id);
    await needs.roll.stop(id);
    await needs.roll.overwrite(id);
    await destroyRoundSecrets(needs, id);
    await needs.rounds.markCleared(id);
  });
}

/** Destroys sealed answers whose retention is over, and with them the box key: from then on receipts are looked up in the bulletin. */
export async function destroyExpiredAnswers({ results, ballotBox, keys }: ClosingNeeds, now: Date): Promise<void> {
  await eachInTurn(await results.answersDue(now.toISOString()), async (round) => {
    await ballotBox.destroyAnswers(round);
    await keys.destroy(round, 'box');
    await results.markAnswersDestroyed(round);
  });
}
