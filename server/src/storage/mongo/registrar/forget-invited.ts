import type { RoundId } from '#shared/ballot/manifest.js';
import { countedNow, OVER } from '../../invited-counts.js';
import type { RoundRecord } from '../../port/registrar/rounds.js';
import type { Attempts } from './attempts.js';
import type { Collections } from './collections.js';
import { inOrder } from './inserting.js';
import { mongoInvitations } from './invitations.js';
import { mongoOutbox } from './outbox.js';
import { IN_RECORD, recordOf } from './round-records.js';
import type { RoundDocument } from './rounds-documents.js';

/** The round names its attempt until nothing of it is left. */
const NAMING = { state: { $in: [...OVER] }, attempt: { $ne: null } };

export async function namingInvited({ rounds }: Collections): Promise<RoundRecord[]> {
  const found = await rounds.find(NAMING, IN_RECORD).lean<RoundDocument[]>();
  return found.map(recordOf).sort((a, b) => inOrder(a.closes, b.closes) || inOrder(a.id, b.id));
}

/** The counts by one change, once; from there on they are told, and the documents may go. */
export async function forgetInvited(all: Collections, attempts: Attempts, id: RoundId): Promise<void> {
  const { rounds } = all;
  const attempt = (await rounds.findOne({ _id: id, ...NAMING }, { attempt: 1 }).lean())?.attempt;
  if (!attempt) return;
  const counts = await countedNow(mongoInvitations(all), mongoOutbox(all), id);
  await rounds.updateOne({ _id: id, invitedCounts: null }, { $set: { invitedCounts: counts } });
  await attempts.forgetLaunch(attempt);
  await rounds.updateOne({ _id: id }, { $set: { attempt: null, mails: false } });
}
