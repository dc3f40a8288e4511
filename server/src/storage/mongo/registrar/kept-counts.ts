import type { RoundId } from '#shared/ballot/manifest.js';
import type { InvitedCounts } from '../../invited-counts.js';
import type { Collections } from './collections.js';

/** Undefined while everybody is named. To be asked after counting: documents are removed only once the counts stand. */
export async function keptCounts({ rounds }: Collections, round: RoundId): Promise<InvitedCounts | undefined> {
  return (await rounds.findById(round, { invitedCounts: 1 }).lean())?.invitedCounts ?? undefined;
}
