import type { Kysely } from 'kysely';
import type { RoundId } from '#shared/ballot/manifest.js';
import type { InvitedCounts } from '../../invited-counts.js';
import type { InvitedCountsTables } from './migrations/0010-invited-counts.js';

/** Undefined while everybody is named. To be asked after counting: rows are removed only once the counts stand. */
export async function keptCounts(db: Kysely<InvitedCountsTables>, round: RoundId): Promise<InvitedCounts | undefined> {
  const row = await db.selectFrom('rounds').select('invited_counts').where('id', '=', round).executeTakeFirst();
  return row?.invited_counts ? (JSON.parse(row.invited_counts) as InvitedCounts) : undefined;
}
