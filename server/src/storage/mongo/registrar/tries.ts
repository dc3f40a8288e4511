import type { Access } from '../../port/registrar/access.js';
import type { TriesDocument } from './accounts-documents.js';
import type { Collections } from './collections.js';
import { insertOnce } from './inserting.js';

/** Counted in one document a key, whichever process is asked. */
export function mongoTries({ tries }: Collections): Pick<Access, 'countTry' | 'forgetTries'> {
  const after = { returnDocument: 'after', lean: true } as const;
  return {
    countTry: async (key, now, windowSeconds) => {
      const windowEnds = new Date(Date.parse(now) + windowSeconds * 1000).toISOString();
      for (;;) {
        const counted =
          (await tries.findOneAndUpdate({ _id: key, windowEnds: { $gt: now } }, { $inc: { count: 1 } }, after)) ??
          (await tries.findOneAndUpdate({ _id: key, windowEnds: { $lte: now } }, { $set: { count: 1, windowEnds } }, after));
        if (counted) return countOf(counted);
        if (await insertOnce(tries, { _id: key, count: 1, windowEnds })) return { tries: 1, windowEnds };
      }
    },
    forgetTries: async (key) => void (await tries.deleteOne({ _id: key })),
  };
}

function countOf({ count, windowEnds }: TriesDocument) {
  return { tries: count, windowEnds };
}
