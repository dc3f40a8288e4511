import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { mongo } from 'mongoose';
import type { RoundId } from '#shared/ballot/manifest.js';
import type { RoundState } from '#shared/round/states.js';
import type { CopiedRegistrar, CopiedRound, KeptRegistrar } from '../../port/kept-store.js';
import { StoreUnavailable } from '../../port/store-unavailable.js';
import { dropCollection } from '../collections.js';
import { databaseOf, mongoPlace, openMongo } from '../connection.js';
import { migrations } from '../registrar/migrations/index.js';
import { LONGEST } from '../within.js';
import { CLAIM, claimedBy } from './claim.js';
import { hashDocuments, type WantsId } from './documents.js';
import { collectionNames, readCollections, writeCollections } from './kept-collections.js';
import { firstFull, isOfRounds } from './rounds.js';

/** What holds for minutes: sessions, counted tries, who runs the scheduler. A restored server begins without. */
const PASSING = ['sessions', 'tries', 'leases'];
/** Its document `registrar` knows the version; another one is there while somebody changes it. */
const SCHEMA = 'schema';
/** A registrar that changes all the time is not copied in so many tries. */
const TRIES = 5;

/** Whether a registrar was ever opened in this database. Fails with `StoreUnavailable`. */
export async function holdsMongoRegistrar(url: string): Promise<boolean> {
  const store = openMongo(url);
  const find = async (database: mongo.Db) => database.collection<{ _id: string }>(SCHEMA).findOne({ _id: 'registrar' });
  const found = await store.run((connection) => find(databaseOf(connection))).finally(() => store.close());
  return found !== null;
}

/** The registrar's collections for backup and restore. */
export function keptMongoRegistrar(url: string): KeptRegistrar {
  const onDatabase = async <T>(act: (database: mongo.Db) => Promise<T>): Promise<T> => {
    const store = openMongo(url);
    return store.run((connection) => act(databaseOf(connection)), LONGEST.byHand).finally(() => store.close());
  };
  return {
    engine: 'mongodb',
    knownSchema: migrations.length,
    copy: (to) =>
      onDatabase(async (database) => {
        const schema = await database.collection<{ _id: string; version: number }>(SCHEMA).findOne({ _id: 'registrar' });
        return schema?.version ? copyAtOneMoment(database, to, schema.version) : undefined;
      }),
    missing: async () => !(await onDatabase(claimedBy)) && !(await holdsMongoRegistrar(url)),
    occupied: () =>
      onDatabase(async (database) => {
        const names = (await collectionNames(database)).filter((name) => name !== CLAIM && !isOfRounds(name));
        const full = await firstFull(database, names);
        return full && `there is already a collection ${full} in ${mongoPlace(url)}`;
      }),
    rounds: () => onDatabase(roundsIn),
    claimedBy: () => onDatabase(claimedBy),
    claim: (backup) =>
      onDatabase(async (database) => {
        if ((await claimedBy(database)) !== backup) await database.collection<{ _id: string }>(CLAIM).insertOne({ _id: backup });
      }),
    restore: (from) =>
      onDatabase(async (database) => {
        await readCollections(database, from, () => false);
        await dropCollection(database, CLAIM);
      }),
  };
}

/**
 * Read twice: what is the same both times was so at the moment in between. Not every server of the protocol has snapshots.
 * Fails with `StoreUnavailable` where something changes each time.
 */
async function copyAtOneMoment(database: mongo.Db, to: string, schema: number): Promise<CopiedRegistrar> {
  for (let tries = 0; tries < TRIES; tries++) {
    const names = (await collectionNames(database)).filter((name) => name !== CLAIM && !PASSING.includes(name) && !isOfRounds(name));
    const first = await writeCollections(database, to, names, wanted);
    const described = await describe(database, schema);
    if (await isUnchanged(database, first)) return described;
    for (const name of await readdir(to)) await rm(join(to, name));
  }
  throw new StoreUnavailable(new Error(`it changed in each of ${TRIES} tries to copy it: try again at a quieter time`));
}

function wanted(collection: string): WantsId {
  return (id) => collection !== SCHEMA || id === 'registrar';
}

async function isUnchanged(database: mongo.Db, first: ReadonlyMap<string, string>): Promise<boolean> {
  for (const [name, hash] of first) if ((await hashDocuments(database.collection(name), wanted(name))) !== hash) return false;
  return true;
}

async function describe(database: mongo.Db, schema: number): Promise<CopiedRegistrar> {
  const organisations = await database.collection('organisations').find().sort({ _id: 1 }).toArray();
  const kept = await database.collection('publications').find({ answersDestroyed: false }).sort({ answersUntil: -1 }).limit(1).toArray();
  return {
    schema,
    organisations: organisations.map(({ _id }) => String(_id)),
    rounds: await roundsIn(database),
    answersUntil: kept[0] ? String(kept[0].answersUntil) : null,
  };
}

async function roundsIn(database: mongo.Db): Promise<CopiedRound[]> {
  const rounds = await database.collection('rounds').find().sort({ createdAt: 1 }).toArray();
  const closings = await database
    .collection('closings')
    .find({}, { projection: { step: 1 } })
    .toArray();
  const steps = new Map(closings.map(({ _id, step }) => [String(_id), String(step)]));
  return rounds.map(({ _id, draft, state, cleared }) => {
    const { title } = JSON.parse(draft) as { title: string };
    return {
      id: String(_id) as RoundId,
      title,
      state: state as RoundState,
      step: steps.get(String(_id)) ?? null,
      cleared: cleared === true,
    };
  });
}
