import type { Roster, RosterContent, RosterRow, RosterState, RosterUnit } from '../../port/registrar/roster.js';
import type { Attempts } from './attempts.js';
import type { Collections } from './collections.js';
import { insertAll, insertOnce } from './inserting.js';
import type { PersonDocument, UnitDocument } from './rounds-documents.js';

/** Of no attempt: nothing is found under it. */
const NONE = 'none';

export function mongoRoster(all: Collections, attempts: Attempts): Roster {
  const { units, people } = all;
  /** What `read` finds in the roster as it stands: again when it was replaced meanwhile, as what was replaced is swept. */
  const onCurrent = async <T>(organisation: string, read: (attempt: string) => Promise<T>): Promise<T> => {
    for (;;) {
      const attempt = await currentOf(all, organisation);
      const found = await read(attempt);
      if ((await currentOf(all, organisation)) === attempt) return found;
    }
  };
  return {
    state: (organisation) => stateOf(all, organisation),
    units: (organisation) =>
      onCurrent(organisation, async (attempt) => {
        const found = await units.find({ attempt }).sort({ position: 1 }).lean();
        return found.map(({ unit, name, parent }) => ({ id: unit, name, parent }));
      }),
    people: (organisation) =>
      onCurrent(organisation, async (attempt) => {
        const within = { _id: { $gte: `${attempt}/`, $lt: `${attempt}0` } };
        return (await people.find(within, { search: 0 }).sort({ _id: 1 }).batchSize(5_000).lean<PersonDocument[]>()).map(rowOf);
      }),
    countByUnit: (organisation) =>
      onCurrent(organisation, async (attempt) => {
        const found = await units.find({ attempt, people: { $gt: 0 } }, { unit: 1, people: 1 }).lean();
        return new Map(found.map((unit) => [unit.unit, unit.people]));
      }),
    person: (organisation, id) =>
      onCurrent(organisation, async (attempt) => {
        const found = await people.findOne({ attempt, person: id }).lean();
        return found ? rowOf(found) : undefined;
      }),
    find: (organisation, { text, units: within, limit }) =>
      onCurrent(organisation, async (attempt) => {
        const named = text === '' ? {} : { search: { $regex: literally(text.toLowerCase()) } };
        const where = { attempt, ...(within ? { unit: { $in: [...within] } } : {}), ...named };
        return (await people.find(where).sort({ name: 1, person: 1 }).limit(limit).lean()).map(rowOf);
      }),
    replace: (organisation, revision, content, importedAt) => replace(all, attempts, { organisation, revision, content, importedAt }),
  };
}

async function stateOf({ rosters }: Collections, organisation: string): Promise<RosterState> {
  const found = await rosters.findById(organisation).lean();
  return { revision: found?.revision ?? 0, importedAt: found?.importedAt ?? null };
}

async function currentOf({ rosters }: Collections, organisation: string): Promise<string> {
  return (await rosters.findById(organisation, { attempt: 1 }).lean())?.attempt ?? NONE;
}

interface Replacement {
  organisation: string;
  revision: number;
  content: RosterContent;
  importedAt: string;
}

async function replace(all: Collections, attempts: Attempts, input: Replacement): Promise<'replaced' | 'changed'> {
  const { organisation, revision, content, importedAt } = input;
  if ((await stateOf(all, organisation)).revision !== revision) return 'changed';
  if (revision === 0) await insertOnce(all.rosters, { _id: organisation, revision, importedAt: null, attempt: null, attempts: [] });
  const itself = { _id: organisation, revision };
  const done = await attempts.carry(
    { organisation, kind: 'roster', of: organisation },
    {
      enter: async (attempt) => (await all.rosters.updateOne(itself, { $push: { attempts: attempt } })).matchedCount === 1,
      write: (attempt) => write(all, organisation, attempt, content),
      name: async (attempt) => {
        const named = { revision: revision + 1, importedAt, attempt, attempts: [] };
        return (await all.rosters.updateOne({ ...itself, attempts: attempt }, { $set: named })).matchedCount === 1;
      },
    },
  );
  return done ? 'replaced' : 'changed';
}

async function write({ units, people }: Collections, organisation: string, attempt: string, content: RosterContent): Promise<void> {
  const within = { organisation, attempt };
  const counts = new Map<string, number>();
  for (const { unit } of content.people) counts.set(unit, (counts.get(unit) ?? 0) + 1);
  const unitOf = ({ id, name, parent }: RosterUnit, position: number): UnitDocument => {
    return { _id: `${attempt}/${id}`, ...within, unit: id, position, name, parent, people: counts.get(id) ?? 0 };
  };
  await insertAll(units, content.units.map(unitOf));
  await insertAll(
    people,
    content.people.map((person) => personOf(person, within)),
  );
}

function personOf(row: RosterRow, within: { organisation: string; attempt: string }): PersonDocument {
  const { id: person, employeeId, name, email, unit, leads, language } = row;
  const search = [name, email ?? '', employeeId].join('\n').toLowerCase();
  return { _id: `${within.attempt}/${employeeId}`, ...within, person, employeeId, name, email, unit, leads, language, search };
}

function rowOf({ person: id, employeeId, name, email, unit, leads, language }: Omit<PersonDocument, 'search'>): RosterRow {
  return { id, employeeId, name, email, unit, leads, language };
}

/** As a pattern that means itself. */
function literally(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}
