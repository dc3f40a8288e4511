import type { RoundId } from '#shared/ballot/manifest.js';
import { mailOf } from '../../invited-counts.js';
import type { MailCounts, Outbox, WaitingMail } from '../../port/registrar/outbox.js';
import type { Collections } from './collections.js';
import { eachRange } from './inserting.js';
import { keptCounts } from './kept-counts.js';
import { mailsWithin } from './mails.js';
import type { MailDocument } from './rounds-documents.js';

/** Nothing is of it. */
const NONE = 'none';

export function mongoOutbox(all: Collections): Outbox {
  const { outbox, rounds } = all;
  const waiting = (id: string) => ({ _id: id, state: 'waiting' as const });
  /** Mails of a launch that was never completed are nobody's. */
  const ofLaunch = async (round: RoundId) => ({ attempt: (await rounds.findById(round, { attempt: 1 }).lean())?.attempt ?? NONE });
  const failing = async (round: RoundId) => ({ ...(await ofLaunch(round)), reason: { $ne: null } });
  return {
    take: (now, until, limit) => take(all, now, until, limit),
    markSent: async (id) => void (await outbox.updateOne(waiting(id), { $set: { state: 'sent', reason: null } })),
    postpone: async (id, nextTry, reason) => void (await outbox.updateOne(waiting(id), { $set: { nextTry, reason }, $inc: { tries: 1 } })),
    markFailed: async (id, reason) => void (await outbox.updateOne(waiting(id), { $set: { state: 'failed', reason }, $inc: { tries: 1 } })),
    async giveUp(round, reason) {
      await rounds.updateOne({ _id: round }, { $set: { mails: false } });
      const { attempt } = await ofLaunch(round);
      const state = 'waiting' as const;
      await eachRange(outbox, mailsWithin(attempt), { state }, (_id) =>
        outbox.updateMany({ _id, state }, { $set: { state: 'failed', reason } }),
      );
    },
    async counts(round) {
      const where = await ofLaunch(round);
      const states = ['waiting', 'sent', 'failed'] as const;
      const counts = await Promise.all(states.map(async (state) => [state, await outbox.countDocuments({ ...where, state })] as const));
      const kept = await keptCounts(all, round);
      return kept ? mailOf(kept) : (Object.fromEntries(counts) as unknown as MailCounts);
    },
    async failures(round, limit) {
      const found = await outbox
        .find(await failing(round))
        .sort({ _id: 1 })
        .limit(limit)
        .lean();
      return found.map(({ invitation, reason, state }) => ({ invitation, reason: reason ?? '', forGood: state === 'failed' }));
    },
    async countFailures(round) {
      const counted = await outbox.countDocuments(await failing(round));
      return (await keptCounts(all, round))?.failed ?? counted;
    },
    async retryFailed(round, now) {
      await rounds.updateOne({ _id: round }, { $set: { mails: true } });
      const failed = { state: { $ne: 'sent' as const }, reason: { $ne: null } };
      const again = { $set: { state: 'waiting' as const, tries: 0, nextTry: now } };
      const { attempt } = await ofLaunch(round);
      await eachRange(outbox, mailsWithin(attempt), failed, (_id) => outbox.updateMany({ _id, ...failed }, again));
    },
  };
}

/** Of several takers who see the same mails each gets those whose count of takes it was the first to raise. */
async function take({ rounds, outbox }: Collections, now: string, until: string, limit: number): Promise<WaitingMail[]> {
  const launched = await rounds.find({ mails: true }, { attempt: 1 }).lean();
  const attempts = launched.flatMap(({ attempt }) => attempt ?? []);
  const taken = new Map<string, WaitingMail>();
  while (taken.size < limit) {
    const due = { state: 'waiting' as const, nextTry: { $lte: now }, attempt: { $in: attempts }, _id: { $nin: [...taken.keys()] } };
    // In the order of the index, by when they were due; a sort would have all of them read.
    const seen = await outbox
      .find(due)
      .limit(limit - taken.size)
      .lean();
    if (seen.length === 0) break;
    await Promise.all(
      seen.map(async (mail) => {
        const free = { _id: mail._id, state: 'waiting' as const, takes: mail.takes };
        const { matchedCount } = await outbox.updateOne(free, { $set: { nextTry: until }, $inc: { takes: 1 } });
        if (matchedCount === 1) taken.set(mail._id, waitingOf(mail));
      }),
    );
  }
  return [...taken.values()];
}

function waitingOf({ _id: id, organisation, round, invitation, tries }: MailDocument): WaitingMail {
  return { id, organisation, round: round as RoundId, invitation, kind: 'invitation', tries };
}
