import { randomInt } from 'node:crypto';
import type { RoundId } from '#shared/ballot/manifest.js';
import type { RoundEvent } from '#shared/contract/rounds.js';
import type { HeldSpare, Invitation, Rounds, SpareGiven, SpareOutcome } from '../../port/registrar/rounds.js';
import type { MongoStore } from '../connection.js';
import type { Collections } from './collections.js';
import { insertOnce } from './inserting.js';
import { keptCounts } from './kept-counts.js';
import { laterOf, waitingMail } from './mails.js';
import { draftOf, idsWithin, idWithin, invitationOf } from './round-records.js';
import type { Addition, AdditionsDocument, InvitationDocument } from './rounds-documents.js';

type Invitations = Pick<
  Rounds,
  'invitation' | 'countInvited' | 'countWithoutAddress' | 'invitedAmong' | 'assignSpare' | 'heldSpares' | 'confirmSpare' | 'releaseSpare'
>;

const PAGE = 2_000;

export function mongoInvitations(all: Collections): Invitations {
  const { rounds, invitations, additions } = all;
  return {
    async invitation(id, invitation) {
      const attempt = await attemptOf(all, id);
      const found = attempt && (await invitations.findById(idWithin(attempt, invitation)).lean());
      if (!attempt || !found) return undefined;
      return invitationOf(found, found.free ? await givenOf(all, attempt, invitation) : undefined);
    },
    async countInvited(id) {
      const round = await rounds.findById(id, { attempt: 1, invited: 1 }).lean();
      const added = round?.attempt ? await additions.findById(round.attempt, { 'given.state': 1 }).lean() : undefined;
      const counted = (round?.invited ?? 0) + (added?.given.filter(({ state }) => state === 'issued').length ?? 0);
      return (await keptCounts(all, id))?.invited ?? counted;
    },
    async countWithoutAddress(id) {
      const attempt = await attemptOf(all, id);
      const launched = attempt ? await invitations.countDocuments({ attempt, free: false, email: null }) : 0;
      const added = attempt ? await additions.findById(attempt, { 'given.state': 1, 'given.email': 1 }).lean() : undefined;
      const counted = launched + (added?.given.filter(({ state, email }) => state === 'issued' && email === null).length ?? 0);
      return (await keptCounts(all, id))?.withoutAddress ?? counted;
    },
    async invitedAmong(id, people) {
      const attempt = await attemptOf(all, id);
      if (!attempt) return new Set();
      const launched = await invitations.find({ attempt, person: { $in: [...people] } }, { person: 1 }).lean();
      const { given } = await additionsOf(all, attempt);
      const added = given.filter(({ state, person }) => state === 'issued' && people.includes(person));
      return new Set([...launched, ...added].flatMap(({ person }) => person ?? []));
    },
    assignSpare: (id, given) => assignSpare(all, id, given),
    heldSpares: () => heldSpares(all),
    confirmSpare: (id, invitation, queueMail, event) => confirmSpare(all, id, invitation, queueMail, event),
    async releaseSpare(id, invitation) {
      const attempt = await attemptOf(all, id);
      await additions.updateOne({ _id: attempt ?? '' }, { $pull: { given: { invitation, state: 'held' } } });
    },
  };
}

/** Everybody who is invited, a page at a time, each page inside the store: others come through while somebody reads slowly. */
export async function* streamInvitations(store: MongoStore, all: Collections, id: RoundId): AsyncGenerator<Invitation> {
  const attempt = await store.run(() => attemptOf(all, id));
  let last = '';
  while (attempt) {
    const page = await store.run(() => pageAfter(all, attempt, last));
    yield* page.invited;
    if (page.last === undefined) return;
    last = page.last;
  }
}

async function pageAfter({ invitations, additions }: Collections, attempt: string, after: string) {
  const page: InvitationDocument[] = await invitations
    .find({ _id: idsWithin(attempt, after) })
    .sort({ _id: 1 })
    .limit(PAGE)
    .lean();
  const added = page.some(({ free }) => free) ? await additions.findById(attempt).lean() : null;
  const issued = new Map((added?.given ?? []).flatMap((one) => (one.state === 'issued' ? [[one.invitation, one] as const] : [])));
  const invited = page.flatMap((one) => {
    const given = one.free ? issued.get(one.invitation) : undefined;
    return one.free && !given ? [] : [invitationOf(one, given)];
  });
  return { invited, last: page.at(-1)?.invitation };
}

async function attemptOf({ rounds }: Collections, id: RoundId): Promise<string | undefined> {
  return (await rounds.findById(id, { attempt: 1 }).lean())?.attempt ?? undefined;
}

async function givenOf({ additions }: Collections, attempt: string, invitation: string): Promise<Addition | undefined> {
  return (await additions.findById(attempt).lean())?.given.find((one) => one.invitation === invitation);
}

/** One change of one document: it takes nobody who has one and no spare that somebody has. */
async function assignSpare(all: Collections, id: RoundId, { unit, invitee, reason }: SpareGiven): Promise<SpareOutcome> {
  const attempt = await attemptOf(all, id);
  if (!attempt) return { outcome: 'none-left' };
  if (await all.invitations.findOne({ attempt, person: invitee.person }, { _id: 1 }).lean()) return { outcome: 'already-invited' };
  const spares = (await all.spares.findById(idWithin(attempt, unit)).lean())?.spares ?? [];
  for (;;) {
    const { given } = await additionsOf(all, attempt);
    const theirs = given.find(({ person }) => person === invitee.person);
    if (theirs?.state === 'issued') return { outcome: 'already-invited' };
    if (theirs) return assigned(all, attempt, theirs);
    const taken = new Set(given.map(({ invitation }) => invitation));
    const left = spares.filter((invitation) => !taken.has(invitation));
    // Any of them, so that several at once do not all want the same.
    const invitation = left[left.length > 0 ? randomInt(left.length) : 0];
    if (invitation === undefined) return { outcome: 'none-left' };
    const { person, name, email, language } = invitee;
    const addition: Addition = { invitation, unit, state: 'held', person, name, email, language, reason };
    const free = { _id: attempt, 'given.person': { $ne: person }, 'given.invitation': { $ne: invitation } };
    const { matchedCount } = await all.additions.updateOne(free, { $push: { given: addition } });
    if (matchedCount === 1) return assigned(all, attempt, addition);
  }
}

async function heldSpares({ additions }: Collections): Promise<HeldSpare[]> {
  const some = await additions.find({ 'given.state': 'held' }).sort({ _id: 1 }).lean();
  return some.flatMap(({ round, given }) =>
    given.flatMap(({ state, invitation, reason = null }) => (state === 'held' ? [{ round: round as RoundId, invitation, reason }] : [])),
  );
}

async function assigned({ invitations }: Collections, attempt: string, addition: Addition): Promise<SpareOutcome> {
  const spare = await invitations.findById(idWithin(attempt, addition.invitation)).lean();
  if (!spare) throw new Error('a spare that was given is not there');
  return { outcome: 'assigned', invitation: invitationOf(spare, addition) };
}

async function additionsOf({ additions }: Collections, attempt: string): Promise<AdditionsDocument> {
  const found = await additions.findById(attempt).lean();
  if (!found) throw new Error('a launched round has no document of additions');
  return found;
}

/** Mail and event first, each once however often this is repeated: when the invitation counts all of it is there. */
async function confirmSpare(all: Collections, id: RoundId, invitation: string, queueMail: boolean, event: RoundEvent): Promise<void> {
  const round = await all.rounds.findById(id, { attempt: 1, organisation: 1, draft: 1 }).lean();
  if (!round?.attempt) return;
  const held = await givenOf(all, round.attempt, invitation);
  if (held?.state !== 'held') return;
  if (queueMail && held.email !== null) {
    const from = laterOf(event.at, draftOf(round).opens);
    await insertOnce(all.outbox, waitingMail(round.organisation, id, round.attempt, invitation, from));
  }
  const key = `added ${invitation}`;
  await all.rounds.updateOne({ _id: id, 'events.key': { $ne: key } }, { $push: { events: { ...event, key } }, $set: { mails: true } });
  const itself = { _id: round.attempt, given: { $elemMatch: { invitation, state: 'held' } } };
  await all.additions.updateOne(itself, { $set: { 'given.$.state': 'issued', 'given.$.reason': null } });
}
