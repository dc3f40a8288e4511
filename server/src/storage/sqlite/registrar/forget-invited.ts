import type { Kysely } from 'kysely';
import type { RoundId } from '#shared/ballot/manifest.js';
import { countedNow, OVER } from '../../invited-counts.js';
import type { RoundRecord } from '../../port/registrar/rounds.js';
import { removeInvitations } from './freeze-round.js';
import { sqliteInvitations } from './invitations.js';
import type { InvitedCountsTables as Tables } from './migrations/0010-invited-counts.js';
import { sqliteOutbox } from './outbox.js';
import { recordOf } from './round-rows.js';

/** Invitations go last: whatever cuts in leaves some of them. */
export async function namingInvited(db: Kysely<Tables>): Promise<RoundRecord[]> {
  const rows = await db
    .selectFrom('rounds')
    .selectAll()
    .where('state', 'in', OVER)
    .where(({ exists, selectFrom }) => exists(selectFrom('invitations').select('invitations.id').whereRef('round', '=', 'rounds.id')))
    .orderBy('closes')
    .orderBy('id')
    .execute();
  return rows.map(recordOf);
}

/** The counts in one act, once; from there on they are told, and the rows may go a slice at a time. */
export async function forgetInvited(db: Kysely<Tables>, id: RoundId): Promise<void> {
  await db.transaction().execute(async (act) => {
    const counts = JSON.stringify(await countedNow(sqliteInvitations(act), sqliteOutbox(act), id));
    const named = act.updateTable('rounds').where('id', '=', id).where('state', 'in', OVER).where('invited_counts', 'is', null);
    await named.set({ invited_counts: counts }).execute();
  });
  const counted = db.selectFrom('rounds').select('id').where('id', '=', id).where('invited_counts', 'is not', null);
  await removeInvitations(db, id, counted);
}
