import type { UnitId } from '#shared/ballot/manifest.js';
import { Refusal } from '#shared/contract/refusal.js';
import type { Round } from '#shared/contract/rounds.js';
import { isUnderWay } from '#shared/round/states.js';
import { recordAct, recordActing } from '../audit/audit.js';
import { readMailKey } from '../keys/keys.js';
import type { RosterRow } from '../storage/port/registrar/roster.js';
import type { RoundRecord } from '../storage/port/registrar/rounds.js';
import { inviteeOf } from './invitations-of-round.js';
import { issueHeld } from './issue-held.js';
import { readRound } from './read-round.js';
import { findRound, type RoundAct, type RoundNeeds } from './round-needs.js';

export interface Addition extends RoundAct {
  /** Of the roster as it is now. */
  person: string;
  reason: string;
}

/**
 * Invites somebody who was forgotten, with one of their unit's spare ballots. The reason is read by the steward.
 * Interrupted once the spare is kept for them, it is completed by `finishAdditions`.
 * Refuses: a round that nobody can join any more, somebody who is not on the roster or is invited, a unit whose spares are used up.
 */
export async function addPerson(needs: RoundNeeds, input: Addition): Promise<Round> {
  const record = await findRound(needs, input);
  const mailKey = await readMailKey(needs, record.id);
  if (!isUnderWay(record.state) || !mailKey) throw notOpen();
  const person = await needs.registrar.roster.person(input.organisation, input.person);
  if (!person)
    throw new Refusal('person-unknown', { field: 'person', remedy: 'Import a roster that names the person, then add them here.' });
  const unit = await unitFor(needs, record, person);
  const { organisation, by, reason } = input;
  const act = { organisation, who: by, act: 'person-added', subject: `${person.name}: ${record.draft.title}`, reason } as const;
  await recordActing(needs, act, async () => {
    if ((await giveSpare(needs, record, { person, unit, mailKey, reason })) === 'given') return;
    // Entered although nothing was changed: it tells what became of the unit's spares, and nobody is to ask that without a trace.
    const of = record.manifest?.units.find(({ id }) => id === unit)?.name ?? unit;
    await recordAct(needs, { ...act, act: 'addition-refused', subject: `${person.name}, ${of}: ${record.draft.title}` });
    throw sparesUsedUp();
  });
  needs.wake();
  return readRound(needs, input);
}

interface SpareFor {
  person: RosterRow;
  unit: UnitId;
  mailKey: Uint8Array;
  reason: string;
}

async function giveSpare(
  needs: RoundNeeds,
  record: RoundRecord,
  { person, unit, mailKey, reason }: SpareFor,
): Promise<'given' | 'none-left'> {
  const held = await needs.registrar.rounds.assignSpare(record.id, { unit, invitee: inviteeOf(person), reason });
  if (held.outcome === 'already-invited')
    throw new Refusal('already-invited', { field: 'person', remedy: 'They have an invitation of their own.' });
  if (held.outcome === 'none-left') return 'none-left';
  const outcome = await issueHeld(needs, mailKey, { round: record.id, invitation: held.invitation.id, reason });
  if (outcome === 'none-left') return 'none-left';
  if (outcome !== 'issued') throw notOpen();
  return 'given';
}

/** Where the launch put people of their unit; of a unit that is newer than the launch, those of the nearest one above. */
async function unitFor({ registrar }: RoundNeeds, { homes, organisation }: RoundRecord, { unit, leads }: RosterRow): Promise<UnitId> {
  const own = homes[unit];
  if (own) return leads ? own.leaders : own.members;
  const parents = new Map((await registrar.roster.units(organisation)).map(({ id, parent }) => [id, parent]));
  for (let above = parents.get(unit); above; above = parents.get(above)) {
    const home = homes[above];
    if (home) return home.members;
  }
  throw new Refusal('spares-used-up', {
    reason: 'Their unit did not exist at the launch.',
    remedy: 'They can take part in the next round.',
  });
}

export function notOpen(): Refusal {
  return new Refusal('round-not-open', { reason: 'The round is not under way.', remedy: 'Reload the page to see how it stands.' });
}

function sparesUsedUp(): Refusal {
  return new Refusal('spares-used-up', {
    reason: 'The spare ballots of their unit are used up. Their number is part of the frozen terms.',
    remedy: 'They can take part in the next round.',
  });
}
