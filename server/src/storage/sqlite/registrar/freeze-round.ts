import { setImmediate } from 'node:timers/promises';
import { type DeleteResult, type ExpressionBuilder, type Kysely, type SelectQueryBuilder, sql } from 'kysely';
import { canonicalJson } from '#shared/ballot/canonical.js';
import { inSlices, sortInSlices } from '../../../slices.js';
import type { Freeze, Invitation } from '../../port/registrar/rounds.js';
import type { InvitedCountsTables as RoundsTables } from './migrations/0010-invited-counts.js';
import { addEvent } from './round-events.js';

/** Rows a transaction: some milliseconds, so that neither the event loop nor another process waits for 100,000. */
const SLICE = 250;

/**
 * Draft to scheduled. Invitations and mail are written before, in slices; they count for nothing while the round is a draft,
 * and the next freezing or the deletion of the draft clears what an interrupted one left. Each freezing takes a revision of its own:
 * whoever else freezes, changes or deletes the draft meanwhile is noticed at the next slice.
 */
export async function freeze(db: Kysely<RoundsTables>, given: Freeze): Promise<'frozen' | 'overtaken'> {
  const input = { ...given, revision: given.revision + 1 };
  const draft = db.updateTable('rounds').where(isThatDraft(given));
  if ((await draft.set({ revision: input.revision }).executeTakeFirst()).numUpdatedRows !== 1n) return 'overtaken';
  await clearInvitations(db, input.organisation, input.id);
  if (!(await writeInvitations(db, input))) return 'overtaken';
  return db.transaction().execute(async (act) => {
    const { numUpdatedRows } = await act
      .updateTable('rounds')
      .where(isThatDraft(input))
      .set({
        state: 'scheduled',
        manifest: canonicalJson(input.manifest),
        manifest_hash: input.manifestHash,
        homes: JSON.stringify(input.homes),
        launched_at: input.event.at,
      })
      .executeTakeFirst();
    if (numUpdatedRows !== 1n) return 'overtaken';
    await addEvent(act, input.id, input.event);
    return 'frozen';
  });
}

/** Takes away what a freezing wrote that did not come to its end. */
export async function clearInvitations(db: Kysely<RoundsTables>, organisation: string, round: string): Promise<void> {
  const drafts = db.selectFrom('rounds').select('id').where('organisation', '=', organisation).where('state', '=', 'draft');
  await removeInvitations(db, round, drafts);
}

type Those = SelectQueryBuilder<RoundsTables, 'rounds', { id: string }>;

/** Removes the invitations of a round and their mail, for as long as it is among `those`. Mail first: none may outlive its invitation. */
export async function removeInvitations(db: Kysely<RoundsTables>, round: string, those: Those): Promise<void> {
  for (const table of ['outbox', 'invitations'] as const)
    await untilNone(() => {
      const some = db.selectFrom(table).select('id').where('round', '=', round).where('round', 'in', those).limit(SLICE);
      return db.deleteFrom(table).where('id', 'in', some).executeTakeFirst();
    });
}

async function untilNone(remove: () => Promise<DeleteResult>): Promise<void> {
  while ((await remove()).numDeletedRows > 0n) await setImmediate();
}

/** False when the draft is another one by now, or none. */
async function writeInvitations(db: Kysely<RoundsTables>, input: Freeze): Promise<boolean> {
  // By their random ids, so that the file does not keep the roster's order either.
  const sorted = await sortInSlices(input.invitations, 20 * SLICE, (a, b) => (a.id < b.id ? -1 : 1));
  let still = true;
  await inSlices(sorted, SLICE, async (slice, from) => {
    still &&= await db.transaction().execute((act) => writeSlice(act, input, slice));
    if (still) input.written?.(from + slice.length);
  });
  return still;
}

/** One text a statement: to compile and to bind thousands of values takes longer than to write them. */
async function writeSlice(act: Kysely<RoundsTables>, input: Freeze, slice: readonly Invitation[]): Promise<boolean> {
  const { organisation, id: round } = input;
  if (!(await act.selectFrom('rounds').select('id').where(isThatDraft(input)).executeTakeFirst())) return false;
  const rows = JSON.stringify(slice.map((invitation) => valuesOf(organisation, round, invitation)));
  await sql`INSERT INTO invitations (id, organisation, round, unit, spare, state, person, name, email, language)
    SELECT value->>0, value->>1, value->>2, value->>3, value->>4, value->>5, value->>6, value->>7, value->>8, value->>9
    FROM json_each(${rows})`.execute(act);
  if (!input.queueMail) return true;
  const mailFrom = laterOf(input.event.at, input.manifest.terms.opens);
  const reached = JSON.stringify(slice.filter(({ invitee }) => invitee?.email != null).map(({ id }) => id));
  await sql`INSERT INTO outbox (id, organisation, round, invitation, kind, state, tries, next_try)
    SELECT 'invitation:' || value, ${organisation}, ${round}, value, 'invitation', 'waiting', 0, ${mailFrom} FROM json_each(${reached})`.execute(
    act,
  );
  return true;
}

function isThatDraft({ organisation, id, revision }: Freeze) {
  return (is: ExpressionBuilder<RoundsTables, 'rounds'>) => is.and({ organisation, id, revision, state: 'draft' });
}

/** In the order of the columns above. */
function valuesOf(organisation: string, round: string, { id, unit, spare, invitee }: Invitation) {
  const { person, name, email, language } = invitee ?? { person: null, name: null, email: null, language: null };
  return [id, organisation, round, unit, spare ? 1 : 0, invitee ? 'issued' : 'free', person, name, email, language];
}

/** Nobody is sent a link that does not open yet. Both as ISO texts; the reply to the millisecond, as texts are compared. */
export function laterOf(at: string, opens: string): string {
  return new Date(Math.max(Date.parse(at), Date.parse(opens))).toISOString();
}

/** A mail that waits from `at`. One an invitation: twice is a conflict. */
export function waitingRow(organisation: string, round: string, invitation: string, at: string) {
  const kind = 'invitation';
  return {
    id: `${kind}:${invitation}`,
    organisation,
    round,
    invitation,
    kind,
    state: 'waiting' as const,
    tries: 0,
    next_try: at,
    reason: null,
  };
}
