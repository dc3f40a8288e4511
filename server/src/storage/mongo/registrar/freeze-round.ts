import type { Freeze } from '../../port/registrar/rounds.js';
import { StoreUnavailable } from '../../port/store-unavailable.js';
import type { Attempts } from './attempts.js';
import type { Collections } from './collections.js';
import { insertAll } from './inserting.js';
import { laterOf, waitingMail } from './mails.js';
import { frozen, invitationDocument } from './round-records.js';

/** Draft to scheduled with all that belongs to it: invitations and mails are written under an attempt, which one change of the round makes its own. */
export async function freeze(all: Collections, attempts: Attempts, input: Freeze): Promise<'frozen' | 'overtaken'> {
  const { organisation, id, revision } = input;
  const thatDraft = { _id: id, organisation, state: 'draft', revision };
  if (!(await all.rounds.findOne(thatDraft, { _id: 1 }).lean())) return 'overtaken';
  await attempts.sweep(id);
  const attempt = await attempts.begin({ organisation, kind: 'launch', of: id });
  try {
    const entered = await all.rounds.updateOne(thatDraft, { $push: { attempts: attempt } });
    if (entered.matchedCount === 1) await write(all, attempt, input);
    const { matchedCount } = await all.rounds.updateOne({ ...thatDraft, attempts: attempt }, named(attempt, input));
    if (matchedCount === 1) {
      await attempts.sweep(id).catch(() => undefined);
      return 'frozen';
    }
  } catch (fault) {
    // Whether it was named is not known for certain where the connection broke: then the sweepers find out.
    await giveUpUnlessNamed(all, attempts, id, attempt).catch(() => undefined);
    throw fault;
  }
  await attempts.giveUp(attempt);
  if (await all.rounds.findOne(thatDraft, { _id: 1 }).lean()) throw new StoreUnavailable(new Error('the launch took too long'));
  return 'overtaken';
}

function named(attempt: string, { manifest, manifestHash, homes, invitations, event }: Freeze) {
  const invited = invitations.filter(({ invitee }) => invitee !== null).length;
  const rest = { launchedAt: event.at, attempt, attempts: [], invited, mails: true };
  return { $set: { ...frozen(manifest, manifestHash, homes), ...rest }, $push: { events: event } };
}

/** After this the round cannot come to name it, or names it already. */
async function giveUpUnlessNamed({ rounds }: Collections, attempts: Attempts, id: string, attempt: string): Promise<void> {
  await rounds.updateOne({ _id: id, attempts: attempt }, { $pull: { attempts: attempt } });
  const round = await rounds.findById(id, { attempt: 1 }).lean();
  if (round?.attempt !== attempt) await attempts.giveUp(attempt);
}

async function write(all: Collections, attempt: string, input: Freeze): Promise<void> {
  const { organisation, id: round, queueMail, event, manifest } = input;
  // By their random ids, so that the order of insertion is not the roster's either.
  const sorted = [...input.invitations].sort((one, other) => (one.id < other.id ? -1 : 1));
  const documents = sorted.map((invitation) => invitationDocument(organisation, round, attempt, invitation));
  await insertAll(all.invitations, documents, input.written);
  await all.additions.insertOne({ _id: attempt, organisation, round, attempt, given: [] });
  if (!queueMail) return;
  const mailFrom = laterOf(event.at, manifest.terms.opens);
  const reached = sorted.filter(({ invitee }) => invitee?.email != null);
  await insertAll(
    all.outbox,
    reached.map(({ id }) => waitingMail(organisation, round, attempt, id, mailFrom)),
  );
}
