import { mapInSlices, sortInSlices } from '../../../slices.js';
import type { Freeze } from '../../port/registrar/rounds.js';
import { AT_ONCE } from '../collections.js';
import type { Attempts } from './attempts.js';
import type { Collections } from './collections.js';
import { insertAll } from './inserting.js';
import { laterOf, waitingMail } from './mails.js';
import { frozen, idWithin, invitationDocument } from './round-records.js';
import type { InvitationDocument, SparesDocument } from './rounds-documents.js';

/**
 * Draft to scheduled with all that belongs to it: invitations and mails are written under an attempt, which one change of the round makes its own.
 * Each freezing takes a revision of its own, so that of several none can end but the one that began first.
 */
export async function freeze(all: Collections, attempts: Attempts, input: Freeze): Promise<'frozen' | 'overtaken'> {
  const { organisation, id, revision } = input;
  const draft = (itsRevision: number) => ({ _id: id, organisation, state: 'draft', revision: itsRevision });
  if (!(await all.rounds.findOne(draft(revision), { _id: 1 }).lean())) return 'overtaken';
  const done = await attempts.carry(
    { organisation, kind: 'launch', of: id },
    {
      enter: async (attempt) => {
        const own = { $set: { attempts: [attempt] }, $inc: { revision: 1 } };
        return (await all.rounds.updateOne(draft(revision), own)).matchedCount === 1;
      },
      write: (attempt) => write(all, attempt, input),
      name: async (attempt) => {
        const named = { $set: frozen(attempt, input), $push: { events: input.event } };
        return (await all.rounds.updateOne({ ...draft(revision + 1), attempts: attempt }, named)).matchedCount === 1;
      },
    },
  );
  return done ? 'frozen' : 'overtaken';
}

/** In slices, as the roll is: a launch must not hold up whoever answers another round. */
async function write(all: Collections, attempt: string, input: Freeze): Promise<void> {
  const { organisation, id: round, queueMail, event, manifest } = input;
  // By their random ids, so that the order of insertion is not the roster's either.
  const sorted = await sortInSlices(input.invitations, AT_ONCE, (one, other) => (one.id < other.id ? -1 : 1));
  const documents = await mapInSlices(sorted, AT_ONCE, (invitation) => invitationDocument(organisation, round, attempt, invitation));
  await insertAll(all.invitations, documents, input.written);
  await insertAll(all.spares, sparesOf(documents));
  await all.additions.insertOne({ _id: attempt, organisation, round, attempt, given: [] });
  const mailFrom = laterOf(event.at, manifest.terms.opens);
  const reached = queueMail ? sorted.filter(({ invitee }) => invitee?.email != null) : [];
  await insertAll(all.outbox, await mapInSlices(reached, AT_ONCE, ({ id }) => waitingMail(organisation, round, attempt, id, mailFrom)));
  // Once more before the end: whoever is told may have been called off since.
  input.written?.(input.invitations.length);
}

function sparesOf(documents: readonly InvitationDocument[]): SparesDocument[] {
  const units = new Map<string, SparesDocument>();
  for (const { organisation, round, attempt, unit, invitation, free } of documents) {
    if (!free) continue;
    const those = units.get(unit) ?? { _id: idWithin(attempt, unit), organisation, round, attempt, unit, spares: [] };
    those.spares.push(invitation);
    units.set(unit, those);
  }
  return [...units.values()];
}
