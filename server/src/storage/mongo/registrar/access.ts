import type { Access, LinkPurpose, LinkRecord } from '../../port/registrar/access.js';
import { sameCredentials } from '../../same-credentials.js';
import { askedTogether } from '../asked-together.js';
import { readAtOnce } from '../commands.js';
import { accountOf, recovered } from './account-records.js';
import type { AccountDocument, SessionDocument } from './accounts-documents.js';
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

interface Held extends SessionDocument {
  /** The account, if it is still there. */
  holder: AccountDocument[];
}

/** Milliseconds between two lookups of sessions by one process. Every request of the office asks for its own; those who look at results come by the hundred. */
const APART = 10;

/** An account's sessions end by its epoch, in the very change that ends them; their documents go when they expire. */
function sessions(all: Collections): Pick<Access, 'openSession' | 'readSession' | 'closeSession' | 'closeOtherSessions'> {
  const { sessions, accounts } = all;
  const held = askedTogether((hashes: readonly string[]) => heldSessions(all, hashes), { apart: APART });
  return {
    openSession: async ({ hash, organisation, account, expires }, shown) => {
      const holder = await accounts.findOne({ account, organisation }).lean();
      if (!holder || !sameCredentials(accountOf(holder), shown)) return false;
      // What is changed from here on ends this epoch, and the session with it.
      await sessions.insertOne({ _id: hash, organisation, account, epoch: holder.sessionEpoch, expires });
      return true;
    },
    readSession: async (hash, now) => {
      const session = await held(hash);
      const holder = session?.holder[0];
      if (!session || session.expires <= now || !holder) return undefined;
      return holder.sessionEpoch === session.epoch || holder.sparedSession === hash ? accountOf(holder) : undefined;
    },
    closeSession: async (hash) => void (await sessions.deleteOne({ _id: hash })),
    closeOtherSessions: async (organisation, account, keep) =>
      void (await accounts.updateOne({ account, organisation }, { $set: { sparedSession: keep }, $inc: { sessionEpoch: 1 } })),
  };
}

/** The session is read before the account: one that was ended in between is over. */
async function heldSessions({ sessions, accounts }: Collections, hashes: readonly string[]): Promise<Map<string, Held>> {
  const found = await readAtOnce<Held>(sessions.db, {
    aggregate: sessions.collection.name,
    pipeline: [
      { $match: { _id: { $in: hashes } } },
      { $lookup: { from: accounts.collection.name, localField: 'account', foreignField: 'account', as: 'holder' } },
    ],
    cursor: { batchSize: hashes.length + 1 },
  });
  return new Map(found.map((session) => [session._id, session]));
}

/** The link waits in its account's document: a newer one takes its place, and to spend it is one change. */
function links({ accounts }: Collections): Pick<Access, 'keepLink' | 'readLink' | 'useLink'> {
  const waiting = (hash: string, now: string) => ({ 'link.hash': hash, 'link.expires': { $gt: now } });
  return {
    keepLink: async ({ hash, organisation, account, purpose, expires }) => {
      const { matchedCount } = await accounts.updateOne({ account, organisation }, { $set: { link: { hash, purpose, expires } } });
      return matchedCount === 1;
    },
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
