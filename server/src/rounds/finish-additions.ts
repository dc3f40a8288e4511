import { isUnderWay } from '#shared/round/states.js';
import { eachInTurn } from '../each-in-turn.js';
import { type KeyNeeds, readMailKey } from '../keys/keys.js';
import type { HeldSpare } from '../storage/port/registrar/rounds.js';
import { type IssueNeeds, issueHeld } from './issue-held.js';

export type FinishAdditionsNeeds = IssueNeeds & KeyNeeds;

/**
 * Completes additions that were interrupted: who holds a spare is invited with it, or it is nobody's again. One that is under way may be completed
 * here before its own request comes to it. One that fails does not hold up the others; the first fault is thrown when all were tried.
 */
export async function finishAdditions(needs: FinishAdditionsNeeds): Promise<void> {
  await eachInTurn(await needs.registrar.rounds.heldSpares(), (held) => finish(needs, held));
}

async function finish(needs: FinishAdditionsNeeds, held: HeldSpare): Promise<void> {
  const { round, invitation } = held;
  const state = (await needs.registrar.rounds.byId(round))?.state;
  const joins = state !== undefined && isUnderWay(state);
  const mailKey = joins || state === 'closing' ? await readMailKey(needs, round) : undefined;
  if (!mailKey) return needs.registrar.rounds.releaseSpare(round, invitation);
  // Once the round closes the roll only tells what it knew before: those it counts as added are entered, with the reason, and nobody else.
  if (!joins) await needs.roll.stop(round);
  await issueHeld(joins ? needs : { ...needs, mailConfigured: false }, mailKey, held);
}
