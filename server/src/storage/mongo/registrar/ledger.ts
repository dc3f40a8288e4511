import type { Model } from 'mongoose';
import type { Ledger, LedgerPage, ViewRecord } from '../../port/registrar/ledger.js';
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
    enterView: inGroups(async (group: readonly ViewRecord[]) => {
      for (const organisation of new Set(group.map((view) => view.organisation))) {
        const its = group.filter((view) => view.organisation === organisation);
        const last = await nextNumber(counters, `views/${organisation}`, its.length);
        const documents = its.map((view, at) => {
          const number = last - its.length + 1 + at;
          return { _id: `${organisation}/${number}`, number, ...view, roles: [...view.roles] };
        });
        await views.insertMany(documents);
      }
    }),
    readViews: async (organisation, before, limit) => {
      const { entries, more } = await page(views, organisation, before, limit);
      return { entries: entries.map(({ at, who, roles, round, title }) => ({ organisation, at, who, roles, round, title })), more };
    },
  };
}

/** The last of so many numbers. Each is given once; one that nobody used leaves a gap. */
async function nextNumber(counters: Model<CounterDocument>, key: string, many = 1): Promise<number> {
  for (;;) {
    const counted = await counters.findOneAndUpdate({ _id: key }, { $inc: { value: many } }, { returnDocument: 'after', lean: true });
    if (counted) return counted.value;
    if (await insertOnce(counters, { _id: key, value: many })) return many;
  }
}

/** While one group is on its way the next one fills: many who look at results at once share two changes. */
function inGroups<T>(enter: (group: readonly T[]) => Promise<void>): (one: T) => Promise<void> {
  let waiting: { one: T; resolve: () => void; reject: (fault: unknown) => void }[] = [];
  let underWay = false;
  const go = async () => {
    underWay = true;
    while (waiting.length > 0) {
      const group = waiting;
      waiting = [];
      try {
        await enter(group.map(({ one }) => one));
        for (const { resolve } of group) resolve();
      } catch (fault) {
        for (const { reject } of group) reject(fault);
      }
    }
    underWay = false;
  };
  return (one) =>
    new Promise((resolve, reject) => {
      waiting.push({ one, resolve, reject });
      if (!underWay) void go();
    });
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
