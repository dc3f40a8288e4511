import { eachInTurn } from '../each-in-turn.js';
import { retentionEnds } from '../retention.js';
import type { RoundRecord } from '../storage/port/registrar/rounds.js';
import type { RoundNeeds } from './round-needs.js';

type ForgetNeeds = Pick<RoundNeeds, 'registrar'>;

/**
 * Forgets who was invited to rounds that have been over for as long as their terms keep answers: their links open nothing any more, HR had the time
 * to see which mails failed, and a list of names and addresses left behind could only do harm. One that fails does not hold up the others; the first
 * fault is thrown when all were tried.
 */
export async function forgetInvited(needs: ForgetNeeds, now: Date): Promise<void> {
  const { rounds } = needs.registrar;
  await eachInTurn(await rounds.namingInvited(), async (round) => {
    if (await isDue(needs, round, now)) await rounds.forgetInvited(round.id);
  });
}

/** Of a cancelled round only once all else of it is destroyed: its mail is called off before it goes. */
async function isDue({ registrar: { rounds } }: ForgetNeeds, { id, state, manifest, cleared }: RoundRecord, now: Date): Promise<boolean> {
  if (!manifest || (state === 'cancelled' && !cleared)) return false;
  const ended = (await rounds.events(id)).find(({ what }) => what === state);
  return ended !== undefined && retentionEnds(manifest, new Date(ended.at)) <= now;
}
