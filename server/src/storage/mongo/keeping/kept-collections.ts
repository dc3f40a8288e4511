import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { mongo } from 'mongoose';
import { createClustered, dropCollection, hasCode } from '../collections.js';
import { readBatches, type WantsId, writeDocuments } from './documents.js';

const { EJSON } = mongo.BSON;

/** How the collections of a part were made, beside their documents. */
const PLAN = 'collections.json';

interface CollectionPlan {
  options: mongo.CreateCollectionOptions;
  indexes: { key: mongo.IndexSpecification; options: mongo.CreateIndexesOptions }[];
}

const INDEX_OPTIONS = ['name', 'unique', 'sparse', 'partialFilterExpression', 'expireAfterSeconds', 'collation'] as const;

/** Names of the collections that are there, system ones aside. */
export async function collectionNames(database: mongo.Db): Promise<string[]> {
  const found = await database.listCollections({ type: 'collection' }, { nameOnly: true }).toArray();
  return found
    .map(({ name }) => name)
    .filter((name) => !name.startsWith('system.'))
    .sort();
}

/** Documents, options and indexes of some collections into a folder. Resolves to the SHA-256 of each one's documents. */
export async function writeCollections(
  database: mongo.Db,
  to: string,
  names: readonly string[],
  wants: (collection: string) => WantsId,
): Promise<Map<string, string>> {
  const plans: Record<string, CollectionPlan> = {};
  const hashes = new Map<string, string>();
  for (const name of names) {
    const plan = await planOf(database, name);
    if (!plan) continue; // destroyed meanwhile
    plans[name] = plan;
    hashes.set(name, await writeDocuments(database.collection(name), join(to, fileOf(name)), wants(name)));
  }
  await writeFile(join(to, PLAN), EJSON.stringify(plans, undefined, 1), { mode: 0o600, flag: 'wx' });
  return hashes;
}

async function planOf(database: mongo.Db, name: string): Promise<CollectionPlan | undefined> {
  const [found] = await database.listCollections({ name }).toArray();
  const indexes = await database
    .collection(name)
    .indexes()
    .catch((fault: unknown) => {
      if (!hasCode(fault, 26)) throw fault;
    });
  if (!found || !indexes) return undefined;
  const own = indexes.filter(({ name: index, clustered }) => index !== '_id_' && !clustered);
  const pick = (index: mongo.Document) => Object.fromEntries(INDEX_OPTIONS.flatMap((key) => (key in index ? [[key, index[key]]] : [])));
  return {
    options: 'options' in found ? (found.options ?? {}) : {},
    indexes: own.map((index) => ({ key: index.key, options: pick(index) })),
  };
}

/** Makes the collections of a folder anew, whatever is left of an earlier try. `clustered` names those that keep their documents by id where the server can. */
export async function readCollections(database: mongo.Db, from: string, clustered: (name: string) => boolean): Promise<void> {
  const plans: Record<string, CollectionPlan> = EJSON.parse(await readFile(join(from, PLAN), 'utf8'));
  for (const [name, { options, indexes }] of Object.entries(plans)) {
    await dropCollection(database, name);
    if (clustered(name)) await createClustered(database, name);
    else await database.createCollection(name, options);
    const collection = database.collection(name);
    for await (const batch of readBatches(join(from, fileOf(name)))) await collection.insertMany(batch, { ordered: false });
    for (const { key, options: how } of indexes) await collection.createIndex(key, how);
  }
}

function fileOf(name: string): string {
  return `${encodeURIComponent(name)}.bson`;
}
