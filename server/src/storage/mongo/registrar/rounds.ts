import type { QueryFilter, UpdateQuery } from 'mongoose';
import type { Instant, RoundId } from '#shared/ballot/manifest.js';
import type { RoundEvent } from '#shared/contract/rounds.js';
import type { RoundState } from '#shared/round/states.js';
import type { RoundRecord, Rounds } from '../../port/registrar/rounds.js';
import { askedTogether } from '../asked-together.js';
import { readAtOnce } from '../commands.js';
import type { Attempts } from './attempts.js';
import type { Collections } from './collections.js';
import { forgetInvited, namingInvited } from './forget-invited.js';
import { freeze } from './freeze-round.js';
import { inOrder } from './inserting.js';
import { mongoInvitations } from './invitations.js';
import { mongoLeases } from './leases.js';
import { IN_RECORD, newRound, recordOf } from './round-records.js';
import type { RoundDocument } from './rounds-documents.js';

type Where = QueryFilter<RoundDocument>;

/** All but the stream of invitations, which is no single act. */
export function mongoRounds(all: Collections, attempts: Attempts): Omit<Rounds, 'invitations'> {
  const { rounds } = all;
  const one = async (where: Where) => {
    const found = await rounds.findOne(where, IN_RECORD).lean<RoundDocument>();
    return found ? recordOf(found) : undefined;
  };
  const several = async (where: Where): Promise<RoundRecord[]> =>
    (await rounds.find(where, IN_RECORD).lean<RoundDocument[]>()).map(recordOf);
  const isChanged = async (where: Where, update: UpdateQuery<RoundDocument>) => (await rounds.updateOne(where, update)).matchedCount === 1;
  return {
    ...mongoInvitations(all),
    ...mongoLeases(all),
    ...course(all),
    create: async (round) => void (await rounds.insertOne(newRound(round))),
    read: (organisation, id) => one({ _id: id, organisation }),
    byId: (id) => one({ _id: id }),
    byManifest: (hash) => one({ manifestHash: hash }),
    standing: askedTogether((ids) => standings(rounds, ids)),
    list: async (organisation) =>
      (await several({ organisation })).sort((a, b) => inOrder(b.createdAt, a.createdAt) || inOrder(a.id, b.id)),
    allInStates: async (states) =>
      (await several({ state: { $in: [...states] } })).sort((a, b) => inOrder(a.closes, b.closes) || inOrder(a.id, b.id)),
    async changeDraft(organisation, id, draft) {
      const change = { $set: { draft: JSON.stringify(draft), closes: draft.closes }, $inc: { revision: 1 } };
      return (await isChanged({ _id: id, organisation, state: 'draft' }, change)) ? 'changed' : 'frozen';
    },
    async deleteDraft(organisation, id) {
      const { deletedCount } = await rounds.deleteOne({ _id: id, organisation, state: 'draft' });
      if (deletedCount !== 1) return 'frozen';
      await attempts.sweep(id);
      return 'deleted';
    },
    freeze: (input) => freeze(all, attempts, input),
    namingInvited: () => namingInvited(all),
    forgetInvited: (id) => forgetInvited(all, attempts, id),
    markCleared: async (id) => void (await rounds.updateOne({ _id: id }, { $set: { cleared: true } })),
  };
}

type Standing = Awaited<ReturnType<Rounds['standing']>>;

async function standings(rounds: Collections['rounds'], ids: readonly RoundId[]): Promise<Map<RoundId, Standing>> {
  const found = await readAtOnce<Pick<RoundDocument, '_id' | 'state' | 'closes'>>(rounds.db, {
    ...{ find: rounds.collection.name, filter: { _id: { $in: ids } }, projection: { state: 1, closes: 1 }, batchSize: ids.length + 1 },
  });
  return new Map(found.map(({ _id, state, closes }) => [_id as RoundId, { state: state as RoundState, closes }]));
}

type Course = Pick<Rounds, 'become' | 'moveClose' | 'addEvent' | 'events' | 'recordParticipation' | 'participation'>;

interface From {
  state: RoundState;
  closes?: Instant;
}

/** State, events and figures lie in one document: each act is one change of it. */
function course({ rounds }: Collections): Course {
  const move = async (id: RoundId, from: From, changes: Partial<RoundDocument>, event: RoundEvent) => {
    const { matchedCount } = await rounds.updateOne({ _id: id, ...from }, { $set: changes, $push: { events: event } });
    return matchedCount === 1;
  };
  return {
    become: (id, from, to, event) => move(id, { state: from }, changesOf(to, event), event),
    moveClose: (id, { from, to }, event) => {
      const asked = event.what === 'close-asked' ? { closeAskedAt: event.at } : {};
      return move(id, { state: 'open', closes: from }, { closes: to, ...asked }, event);
    },
    addEvent: async (id, event) => void (await rounds.updateOne({ _id: id }, { $push: { events: event } })),
    async events(id) {
      const events = (await rounds.findById(id, { events: 1 }).lean())?.events ?? [];
      return events.map(({ at, what, reason }) => ({ at, what, reason }));
    },
    async recordParticipation(id, { day, collected }) {
      const first = { _id: id, 'participation.day': { $ne: day } };
      return (await rounds.updateOne(first, { $push: { participation: { day, collected } } })).matchedCount === 1;
    },
    async participation(id) {
      const days = (await rounds.findById(id, { participation: 1 }).lean())?.participation ?? [];
      return days.map(({ day, collected }) => ({ day, collected })).sort((one, other) => inOrder(one.day, other.day));
    },
  };
}

function changesOf(to: RoundState, event: RoundEvent): Partial<RoundDocument> {
  if (to === 'cancelled') return { state: to, cancelledBecause: event.reason };
  if (to === 'published' || to === 'without-results') return { state: to, publishedAt: event.at };
  return { state: to };
}
