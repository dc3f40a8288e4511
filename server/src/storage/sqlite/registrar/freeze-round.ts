import type { Kysely } from 'kysely';
import { canonicalJson } from '#shared/ballot/canonical.js';
import type { Freeze, Invitation } from '../../port/registrar/rounds.js';
import { inBatches } from './batches.js';
import type { RoundsTables } from './migrations/0003-rounds.js';
import { addEvent } from './round-events.js';

/** Draft to scheduled with all that belongs to it, in one transaction. */
export function freeze(db: Kysely<RoundsTables>, input: Freeze): Promise<'frozen' | 'overtaken'> {
  return db.transaction().execute(async (act) => {
    const { numUpdatedRows } = await act
      .updateTable('rounds')
      .set({
        state: 'scheduled',
        manifest: canonicalJson(input.manifest),
        manifest_hash: input.manifestHash,
        homes: JSON.stringify(input.homes),
        launched_at: input.event.at,
      })
      .where('organisation', '=', input.organisation)
      .where('id', '=', input.id)
      .where('state', '=', 'draft')
      .where('revision', '=', input.revision)
      .executeTakeFirst();
    if (numUpdatedRows !== 1n) return 'overtaken';
    await addEvent(act, input.id, input.event);
    await writeInvitations(act, input);
    return 'frozen';
  });
}

async function writeInvitations(act: Kysely<RoundsTables>, input: Freeze): Promise<void> {
  const { organisation, id: round } = input;
  // By their random ids, so that the file does not keep the roster's order either.
  const sorted = [...input.invitations].sort((a, b) => (a.id < b.id ? -1 : 1));
  await inBatches(sorted, async (batch) => {
    await act
      .insertInto('invitations')
      .values(batch.map((invitation) => rowOf(organisation, round, invitation)))
      .execute();
  });
  if (!input.queueMail) return;
  const mailFrom = laterOf(input.event.at, input.manifest.terms.opens);
  const reached = sorted.filter(({ invitee }) => invitee?.email != null);
  await inBatches(reached, async (batch) => {
    await act
      .insertInto('outbox')
      .values(batch.map(({ id }) => waitingRow(organisation, round, id, mailFrom)))
      .execute();
  });
}

function rowOf(organisation: string, round: string, { id, unit, spare, invitee }: Invitation) {
  const { person, name, email, language } = invitee ?? { person: null, name: null, email: null, language: null };
  const state = invitee ? ('issued' as const) : ('free' as const);
  return { id, organisation, round, unit, spare: spare ? 1 : 0, state, person, name, email, language };
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
