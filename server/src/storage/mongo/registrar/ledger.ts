import type { Model } from 'mongoose';
import type { Ledger, LedgerPage } from '../../port/registrar/ledger.js';
import type { CounterDocument } from './accounts-documents.js';
import type { Collections } from './collections.js';
import { insertOnce } from './inserting.js';

export function mongoLedger({ ledger, views, counters }: Collections): Ledger {
  const numbered = async (kind: string, organisation: string) => {
    const number = await nextNumber(counters, `${kind}/${organisation}`);
    return { _id: `${organisation}/${number}`, number };
  };
  return {
    enter: async (entry) => void (await ledger.insertOne({ ...(await numbered('ledger', entry.organisation)), ...entry })),
    begin: async (entry) => {
      const numberedEntry = { ...(await numbered('ledger', entry.organisation)), ...entry, begun: true };
      await ledger.insertOne(numberedEntry);
      return numberedEntry._id;
    },
    end: async (id, how) => {
      if (how === 'done') await ledger.updateOne({ _id: id }, { $unset: { begun: '' } });
      else await ledger.deleteOne({ _id: id, begun: true });
    },
    read: async (organisation, before, limit) => {
      const { entries, more } = await page(ledger, organisation, before, limit);
      return {
        entries: entries.map(({ at, who, act, subject, reason, begun }) => ({ organisation, at, who, act, subject, reason, done: !begun })),
        more,
      };
    },
    enterView: async (view) =>
      void (await views.insertOne({ ...(await numbered('views', view.organisation)), ...view, roles: [...view.roles] })),
    readViews: async (organisation, before, limit) => {
      const { entries, more } = await page(views, organisation, before, limit);
      return { entries: entries.map(({ at, who, roles, round, title }) => ({ organisation, at, who, roles, round, title })), more };
    },
  };
}

/** A number is given once; one that nobody used leaves a gap. */
async function nextNumber(counters: Model<CounterDocument>, key: string): Promise<number> {
  for (;;) {
    const counted = await counters.findOneAndUpdate({ _id: key }, { $inc: { value: 1 } }, { returnDocument: 'after', lean: true });
    if (counted) return counted.value;
    if (await insertOnce(counters, { _id: key, value: 1 })) return 1;
  }
}

interface Entry {
  _id: string;
  organisation: string;
  number: number;
  at: string;
}

/** The next page asks for what is before the last moment of this one, so all entries of that moment belong to it. */
async function page<T extends Entry>(
  entries: Model<T>,
  organisation: string,
  before: string | null,
  limit: number,
): Promise<LedgerPage<T>> {
  const ordered = (at: object | string, most: number) =>
    entries
      .find({ organisation, ...(at === '' ? {} : { at }) } as never)
      .sort({ at: -1, number: -1 })
      .limit(most)
      .lean<T[]>();
  const found = await ordered(before === null ? '' : { $lt: before }, limit + 1);
  const last = found[limit - 1];
  if (found.length <= limit || !last) return { entries: found, more: false };
  if (found[limit]?.at !== last.at) return { entries: found.slice(0, limit), more: true };
  return { entries: [...found.filter((entry) => entry.at > last.at), ...(await ordered(last.at, 0))], more: true };
}
