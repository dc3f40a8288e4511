import type { Model } from 'mongoose';
import type { Ledger, LedgerPage } from '../../port/registrar/ledger.js';
import type { Collections } from './collections.js';
import { enteringViews } from './entering-views.js';
import { nextNumber } from './running-numbers.js';

export function mongoLedger(all: Collections): Ledger {
  const { ledger, views, counters } = all;
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
    enterViews: enteringViews(all),
    readViews: async (organisation, before, limit) => {
      const { entries, more } = await page(views, organisation, before, limit);
      return { entries: entries.map(({ at, who, roles, round, title }) => ({ organisation, at, who, roles, round, title })), more };
    },
  };
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
