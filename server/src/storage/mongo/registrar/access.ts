import type { Access, LinkPurpose, LinkRecord } from '../../port/registrar/access.js';
import { accountOf, recovered } from './account-records.js';
import type { AccountDocument } from './accounts-documents.js';
import type { Collections } from './collections.js';
import { mongoTries } from './tries.js';

export function mongoAccess(all: Collections): Access {
  return {
    ...sessions(all),
    ...links(all),
    ...mongoTries(all),
    changePassword: async (organisation, account, { from, to, keep }) => {
      const changed = await all.accounts.updateOne(
        { account, organisation, password: from },
        { $set: { password: to, link: null, sparedSession: keep }, $inc: { sessionEpoch: 1 } },
      );
      return changed.matchedCount === 1;
    },
    sweep: async (now) => {
      await all.sessions.deleteMany({ expires: { $lte: now } });
      await all.accounts.updateMany({ 'link.expires': { $lte: now } }, { $set: { link: null } });
      await all.tries.deleteMany({ windowEnds: { $lte: now } });
    },
  };
}

/** An account's sessions end by its epoch, in the very change that ends them; their documents go when they expire. */
function sessions({
  sessions,
  accounts,
}: Collections): Pick<Access, 'openSession' | 'readSession' | 'closeSession' | 'closeOtherSessions'> {
  return {
    openSession: async ({ hash, organisation, account, expires }) => {
      const holder = await accounts.findOne({ account, organisation }, { sessionEpoch: 1 }).lean();
      if (!holder) throw new Error('a session needs its account');
      await sessions.insertOne({ _id: hash, organisation, account, epoch: holder.sessionEpoch, expires });
    },
    readSession: async (hash, now) => {
      const session = await sessions.findOne({ _id: hash, expires: { $gt: now } }).lean();
      if (!session) return undefined;
      const holder = await accounts.findOne({ account: session.account }).lean();
      if (!holder || (holder.sessionEpoch !== session.epoch && holder.sparedSession !== hash)) return undefined;
      return accountOf(holder);
    },
    closeSession: async (hash) => void (await sessions.deleteOne({ _id: hash })),
    closeOtherSessions: async (organisation, account, keep) =>
      void (await accounts.updateOne({ account, organisation }, { $set: { sparedSession: keep }, $inc: { sessionEpoch: 1 } })),
  };
}

/** The link waits in its account's document: a newer one takes its place, and to spend it is one change. */
function links({ accounts }: Collections): Pick<Access, 'keepLink' | 'readLink' | 'useLink'> {
  const waiting = (hash: string, now: string) => ({ 'link.hash': hash, 'link.expires': { $gt: now } });
  return {
    keepLink: async ({ hash, organisation, account, purpose, expires }) =>
      void (await accounts.updateOne({ account, organisation }, { $set: { link: { hash, purpose, expires } } })),
    readLink: async (hash, now) => {
      const holder = await accounts.findOne(waiting(hash, now)).lean();
      const link = holder && linkOf(holder);
      return holder && link ? { link, account: accountOf(holder) } : undefined;
    },
    useLink: async (hash, now, password) => {
      const holder = await accounts.findOne(waiting(hash, now)).lean();
      if (!holder) return undefined;
      const taken = holder.link?.purpose === 'recover' ? recovered(holder._id) : {};
      const spent = await accounts
        .findOneAndUpdate(
          { _id: holder._id, ...waiting(hash, now) },
          { $set: { password, link: null, sparedSession: null, ...taken }, $inc: { sessionEpoch: 1 } },
          { returnDocument: 'after' },
        )
        .lean();
      return spent ? accountOf(spent) : undefined;
    },
  };
}

function linkOf({ organisation, account, link }: AccountDocument): LinkRecord | undefined {
  return link ? { ...link, organisation, account, purpose: link.purpose as LinkPurpose } : undefined;
}
