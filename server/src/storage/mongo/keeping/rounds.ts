import type { mongo } from 'mongoose';
import type { RoundId } from '#shared/ballot/manifest.js';
import type { KeptRounds } from '../../port/kept-store.js';
import { databaseOf, mongoPlace, openMongo } from '../connection.js';
import { LONGEST } from '../within.js';
import { collectionNames, readCollections, writeCollections } from './kept-collections.js';

/** Rolls with the keys of rounds, or ballot boxes: collections of one round each, and those whose documents' ids begin with a round's. */
interface Part {
  ofOne: RegExp;
  ofAll: readonly string[];
}

const PARTS = {
  rolls: { ofOne: /^(?:roll|spares)_([0-9a-f]{32})$/, ofAll: ['rolls', 'round_keys'] },
  ballots: { ofOne: /^(?:box|package|answers)_([0-9a-f]{32})(?:_[a-z-]+)?$/, ofAll: ['boxes'] },
} as const satisfies Record<string, Part>;

/** Whether a collection belongs to a round or to rounds: what else is in the database is the registrar's. */
export function isOfRounds(name: string): boolean {
  return Object.values(PARTS).some((part) => belongs(part, name));
}

/** The collections of rolls or of ballot boxes for backup and restore. */
export function keptMongoRounds(url: string, part: keyof typeof PARTS): KeptRounds {
  const { ofOne, ofAll }: Part = PARTS[part];
  const onDatabase = async <T>(act: (database: mongo.Db) => Promise<T>): Promise<T> => {
    const store = openMongo(url);
    return store.run((connection) => act(databaseOf(connection)), LONGEST.byHand).finally(() => store.close());
  };
  const firstOfThese = () =>
    onDatabase(async (database) =>
      firstFull(
        database,
        (await collectionNames(database)).filter((name) => belongs(PARTS[part], name)),
      ),
    );
  return {
    engine: 'mongodb',
    copy: (to, rounds) =>
      onDatabase(async (database) => {
        const has = (round: string | undefined) => rounds.has(round as RoundId);
        const names = (await collectionNames(database)).filter((name) => ofAll.includes(name) || has(ofOne.exec(name)?.[1]));
        // The id of a key is ROUND/NAME, that of a roll or box its round's.
        await writeCollections(database, to, names, (name) => (id) => !ofAll.includes(name) || has(String(id).slice(0, 32)));
      }),
    async occupied() {
      const full = await firstOfThese();
      return full && `there is already a collection ${full} in ${mongoPlace(url)}`;
    },
    found: async () => (await firstOfThese()) && mongoPlace(url),
    restore: (from) => onDatabase((database) => readCollections(database, from, (name) => ofOne.test(name))),
  };
}

/** The first collection that holds a document. */
export async function firstFull(database: mongo.Db, names: readonly string[]): Promise<string | undefined> {
  for (const name of names) if (await database.collection(name).findOne({}, { projection: { _id: 1 } })) return name;
  return undefined;
}

function belongs({ ofOne, ofAll }: Part, name: string): boolean {
  return ofOne.test(name) || ofAll.includes(name);
}
