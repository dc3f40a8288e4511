import type { Kysely } from 'kysely';
import type { RoundId } from '#shared/ballot/manifest.js';
import type { RoundEvent } from '#shared/contract/rounds.js';
import type { InvitedCountsTables as RoundsTables } from './migrations/0010-invited-counts.js';

/** The organisation is the round's own. */
export async function addEvent(db: Kysely<RoundsTables>, id: RoundId, { at, what, reason }: RoundEvent): Promise<void> {
  await db
    .insertInto('round_events')
    .columns(['organisation', 'round', 'at', 'what', 'reason'])
    .expression((of) =>
      of
        .selectFrom('rounds')
        .select((row) => ['organisation', 'id', row.val(at).as('at'), row.val(what).as('what'), row.val(reason).as('reason')])
        .where('id', '=', id),
    )
    .execute();
}
