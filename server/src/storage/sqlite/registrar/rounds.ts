import type { Kysely } from 'kysely';
import type { Instant, RoundId } from '#shared/ballot/manifest.js';
import type { RoundEvent } from '#shared/contract/rounds.js';
import type { RoundState } from '#shared/round/states.js';
import type { RoundRecord, Rounds } from '../../port/registrar/rounds.js';
import { forgetInvited, namingInvited } from './forget-invited.js';
import { clearInvitations, freeze } from './freeze-round.js';
import { sqliteInvitations } from './invitations.js';
import { sqliteLeases } from './leases.js';
import type { LeaseTables } from './migrations/0005-lease-notes.js';
import type { InvitedCountsTables as RoundsTables } from './migrations/0010-invited-counts.js';
import { addEvent } from './round-events.js';
import { recordOf } from './round-rows.js';

export function sqliteRounds(db: Kysely<RoundsTables & LeaseTables>): Rounds {
  const one = async (where: Partial<Pick<RoundsTables['rounds'], 'id' | 'organisation' | 'manifest_hash'>>) => {
    const row = await db
      .selectFrom('rounds')
      .selectAll()
      .where((is) => is.and(where))
      .executeTakeFirst();
    return row && recordOf(row);
  };
  return {
    ...sqliteInvitations(db),
    ...sqliteLeases(db),
    create: (round) => create(db, round),
    read: (organisation, id) => one({ organisation, id }),
    byId: (id) => one({ id }),
    byManifest: (hash) => one({ manifest_hash: hash }),
    async standing(id) {
      const row = await db.selectFrom('rounds').select(['state', 'closes']).where('id', '=', id).executeTakeFirst();
      return row && { state: row.state as RoundState, closes: row.closes };
    },
    list: (organisation) => list(db, organisation),
    async allInStates(states) {
      const rows = await db.selectFrom('rounds').selectAll().where('state', 'in', states).orderBy('closes').orderBy('id').execute();
      return rows.map(recordOf);
    },
    async changeDraft(organisation, id, draft) {
      const { numUpdatedRows } = await db
        .updateTable('rounds')
        .set((row) => ({ draft: JSON.stringify(draft), closes: draft.closes, revision: row('revision', '+', 1) }))
        .where('organisation', '=', organisation)
        .where('id', '=', id)
        .where('state', '=', 'draft')
        .executeTakeFirst();
      return numUpdatedRows === 1n ? 'changed' : 'frozen';
    },
    async deleteDraft(organisation, id) {
      await clearInvitations(db, organisation, id);
      return deleteDraft(db, organisation, id);
    },
    freeze: (input) => freeze(db, input),
    namingInvited: () => namingInvited(db),
    forgetInvited: (id) => forgetInvited(db, id),
    become: (id, from, to, event) => move(db, id, { state: from }, changesOf(to, event), event),
    moveClose: (id, { from, to }, event) => {
      const asked = event.what === 'close-asked' ? { close_asked_at: event.at } : {};
      return move(db, id, { state: 'open', closes: from }, { closes: to, ...asked }, event);
    },
    markCleared: async (id) => void (await db.updateTable('rounds').set({ cleared: 1 }).where('id', '=', id).execute()),
    addEvent: (id, event) => addEvent(db, id, event),
    events: (id) =>
      db
        .selectFrom('round_events')
        .select(['at', 'what', 'reason'])
        .where('round', '=', id)
        .orderBy('number')
        .$castTo<RoundEvent>()
        .execute(),
    recordParticipation: (id, day) => recordParticipation(db, id, day),
    participation: (id) => db.selectFrom('participation').select(['day', 'collected']).where('round', '=', id).orderBy('day').execute(),
  };
}

type Changes = Partial<Pick<RoundsTables['rounds'], 'state' | 'closes' | 'close_asked_at' | 'cancelled_because' | 'published_at'>>;

function changesOf(to: RoundState, event: RoundEvent): Changes {
  if (to === 'cancelled') return { state: to, cancelled_because: event.reason };
  if (to === 'published' || to === 'without-results') return { state: to, published_at: event.at };
  return { state: to };
}

interface From {
  state: RoundState;
  closes?: Instant;
}

function move(db: Kysely<RoundsTables>, id: RoundId, from: From, changes: Changes, event: RoundEvent): Promise<boolean> {
  return db.transaction().execute(async (act) => {
    const { numUpdatedRows } = await act
      .updateTable('rounds')
      .set(changes)
      .where('id', '=', id)
      .where(({ and }) => and({ ...from }))
      .executeTakeFirst();
    if (numUpdatedRows !== 1n) return false;
    await addEvent(act, id, event);
    return true;
  });
}

function create(db: Kysely<RoundsTables>, { organisation, id, draft, event }: Parameters<Rounds['create']>[0]): Promise<void> {
  const fresh = { state: 'draft', revision: 1, homes: '{}', cleared: 0, created_at: event.at, closes: draft.closes };
  return db.transaction().execute(async (act) => {
    await act
      .insertInto('rounds')
      .values({ ...fresh, organisation, id, draft: JSON.stringify(draft) })
      .execute();
    await addEvent(act, id, event);
  });
}

async function list(db: Kysely<RoundsTables>, organisation: string): Promise<RoundRecord[]> {
  const ordered = db.selectFrom('rounds').selectAll().orderBy('created_at', 'desc').orderBy('id');
  return (await ordered.where('organisation', '=', organisation).execute()).map(recordOf);
}

function deleteDraft(db: Kysely<RoundsTables>, organisation: string, id: RoundId): Promise<'deleted' | 'frozen'> {
  return db.transaction().execute(async (act) => {
    const { numDeletedRows } = await act
      .deleteFrom('rounds')
      .where('organisation', '=', organisation)
      .where('id', '=', id)
      .where('state', '=', 'draft')
      .executeTakeFirst();
    if (numDeletedRows !== 1n) return 'frozen';
    await act.deleteFrom('round_events').where('round', '=', id).execute();
    return 'deleted';
  });
}

async function recordParticipation(
  db: Kysely<RoundsTables>,
  id: RoundId,
  { day, collected }: Parameters<Rounds['recordParticipation']>[1],
): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await db
    .insertInto('participation')
    .columns(['organisation', 'round', 'day', 'collected'])
    .expression((of) =>
      of
        .selectFrom('rounds')
        .select((row) => ['organisation', 'id', row.val(day).as('day'), row.val(collected).as('collected')])
        .where('id', '=', id),
    )
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return numInsertedOrUpdatedRows === 1n;
}
