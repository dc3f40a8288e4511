import { type Kysely, sql } from 'kysely';
import type { RoundId } from '#shared/ballot/manifest.js';
import type { RoundDraft } from '#shared/contract/rounds.js';
import type { HeldSpare, Invitation, Rounds, SpareGiven, SpareOutcome } from '../../port/registrar/rounds.js';
import { laterOf, waitingRow } from './freeze-round.js';
import { keptCounts } from './kept-counts.js';
import type { InvitedCountsTables as Tables } from './migrations/0010-invited-counts.js';
import { addEvent } from './round-events.js';
import { invitationOf } from './round-rows.js';

type Invitations = Pick<
  Rounds,
  | 'invitations'
  | 'invitation'
  | 'countInvited'
  | 'countWithoutAddress'
  | 'invitedAmong'
  | 'assignSpare'
  | 'heldSpares'
  | 'confirmSpare'
  | 'releaseSpare'
>;

const PAGE = 500;

export function sqliteInvitations(db: Kysely<Tables>): Invitations {
  const issued = (round: RoundId) =>
    db
      .selectFrom('invitations')
      .select((of) => of.fn.countAll<number>().as('people'))
      .where('round', '=', round)
      .where('state', '=', 'issued');
  return {
    invitations: (id) => stream(db, id),
    async invitation(id, invitation) {
      const row = await db.selectFrom('invitations').selectAll().where('round', '=', id).where('id', '=', invitation).executeTakeFirst();
      return row && invitationOf(row);
    },
    async countInvited(id) {
      const counted = peopleIn(await issued(id).executeTakeFirst());
      return (await keptCounts(db, id))?.invited ?? counted;
    },
    async countWithoutAddress(id) {
      const counted = peopleIn(await issued(id).where('email', 'is', null).executeTakeFirst());
      return (await keptCounts(db, id))?.withoutAddress ?? counted;
    },
    async invitedAmong(id, people) {
      const theirs = db.selectFrom('invitations').select('person').where('round', '=', id).where('person', 'in', people);
      const found = await theirs.where('state', '=', 'issued').execute();
      return new Set(found.flatMap(({ person }) => person ?? []));
    },
    assignSpare: (id, given) => assignSpare(db, id, given),
    heldSpares: () => heldSpares(db),
    confirmSpare: (id, invitation, queueMail, event) =>
      db.transaction().execute(async (act) => {
        const row = await act
          .updateTable('invitations')
          .set({ state: 'issued', reason: null })
          .where('round', '=', id)
          .where('id', '=', invitation)
          .where('state', '=', 'held')
          .returning(['organisation', 'email'])
          .executeTakeFirst();
        if (!row) return;
        await addEvent(act, id, event);
        if (!queueMail || row.email === null) return;
        const { draft } = await act.selectFrom('rounds').select('draft').where('id', '=', id).executeTakeFirstOrThrow();
        const from = laterOf(event.at, (JSON.parse(draft) as RoundDraft).opens);
        await act
          .insertInto('outbox')
          .values(waitingRow(row.organisation, id, invitation, from))
          .execute();
      }),
    releaseSpare: async (id, invitation) =>
      void (await db
        .updateTable('invitations')
        .set({ state: 'free', person: null, name: null, email: null, language: null, reason: null })
        .where('round', '=', id)
        .where('id', '=', invitation)
        .where('state', '=', 'held')
        .execute()),
  };
}

function peopleIn(counted: { people: number } | undefined): number {
  return Number(counted?.people ?? 0);
}

/** A page at a time: other queries come through while somebody reads slowly. */
async function* stream(db: Kysely<Tables>, round: RoundId): AsyncGenerator<Invitation> {
  let after = '';
  for (;;) {
    const page = await db
      .selectFrom('invitations')
      .selectAll()
      .where('round', '=', round)
      .where('state', '=', 'issued')
      .where('id', '>', after)
      .orderBy('id')
      .limit(PAGE)
      .execute();
    yield* page.map(invitationOf);
    const last = page.at(-1);
    if (!last) return;
    after = last.id;
  }
}

/** The state as it stands in the index: for a bound value SQLite would look through all invitations. */
async function heldSpares(db: Kysely<Tables>): Promise<HeldSpare[]> {
  const held = db
    .selectFrom('invitations')
    .select(['round', 'id', 'reason'])
    .where('state', '=', sql.lit('held'))
    .orderBy('round')
    .orderBy('id');
  return (await held.execute()).map(({ round, id, reason }) => ({ round: round as RoundId, invitation: id, reason }));
}

function assignSpare(db: Kysely<Tables>, round: RoundId, { unit, invitee, reason }: SpareGiven): Promise<SpareOutcome> {
  return db.transaction().execute(async (act) => {
    const rows = act.selectFrom('invitations').selectAll().where('round', '=', round);
    const theirs = await rows.where('person', '=', invitee.person).executeTakeFirst();
    if (theirs) return theirs.state === 'held' ? { outcome: 'assigned', invitation: invitationOf(theirs) } : { outcome: 'already-invited' };
    // The ids are random: the first of them is any of them.
    const free = await rows.where('state', '=', 'free').where('unit', '=', unit).orderBy('id').executeTakeFirst();
    if (!free) return { outcome: 'none-left' };
    await act
      .updateTable('invitations')
      .set({ ...invitee, reason, state: 'held' })
      .where('id', '=', free.id)
      .execute();
    return { outcome: 'assigned', invitation: { ...invitationOf(free), invitee } };
  });
}
