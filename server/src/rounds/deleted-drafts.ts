import type { RoundId } from '#shared/ballot/manifest.js';
import { eachInTurn } from '../each-in-turn.js';
import { destroyRoundSecrets } from '../keys/keys.js';
import { LaunchLease, type LeaseNeeds, roundsUnderLease } from './launch-lease.js';
import type { RoundNeeds } from './round-needs.js';

type StoresOfDraft = Pick<RoundNeeds, 'keys' | 'roll' | 'ballotBox'>;

export type DeletedDraftsNeeds = LeaseNeeds & StoresOfDraft;

/**
 * Destroys what is left of drafts whose deletion was cut off: the lease is there, the round is gone, and no id is ever given again.
 * One that fails does not hold up the others; the first fault is thrown when all were tried.
 */
export async function clearDeletedDrafts(needs: DeletedDraftsNeeds): Promise<void> {
  await eachInTurn(await roundsUnderLease(needs), (round) => clear(needs, round));
}

async function clear(needs: DeletedDraftsNeeds, round: RoundId): Promise<void> {
  const record = await needs.registrar.rounds.byId(round);
  if (record?.state === 'draft') return;
  const lease = await LaunchLease.take(needs, round);
  if (!lease) return;
  try {
    // Of a launched round only the lease is left over.
    if (!record) await destroyLeftovers(needs, round);
  } catch (fault) {
    await lease.leave();
    throw fault;
  }
  await lease.drop();
}

/** What a launch that never came to its end wrote outside the registrar; again is no fault. The keys first: without them nothing else means anything. */
export async function destroyLeftovers(needs: StoresOfDraft, round: RoundId): Promise<void> {
  await destroyRoundSecrets(needs, round);
  await needs.roll.destroy(round);
  await needs.ballotBox.destroy(round);
}
