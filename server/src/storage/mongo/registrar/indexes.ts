import type { Model, mongo } from 'mongoose';
import { StoreCannotOpen } from '../../port/store-cannot-open.js';
import { hasCode } from '../collections.js';

interface Wanted {
  collection: mongo.Collection;
  name: string;
  key: Record<string, number>;
  unique: boolean;
}

const NO_COLLECTION = 26;

/** The indexes that the schemas declare and the database has not. Refuses (`StoreCannotOpen`) one that is there and differs: somebody made it by hand. */
export async function missingIndexes(models: readonly Model<never>[]): Promise<Wanted[]> {
  const missing = await Promise.all(models.map(missingOf));
  return missing.flat();
}

async function missingOf(model: Model<never>): Promise<Wanted[]> {
  const collection = model.collection as unknown as mongo.Collection;
  const wanted = wantedOf(model);
  if (wanted.length === 0) return [];
  const there = await collection.indexes().catch((fault: unknown) => {
    if (hasCode(fault, NO_COLLECTION)) return [];
    throw fault;
  });
  return wanted.filter((index) => {
    const found = there.find(({ name }) => name === index.name);
    if (found && !isSame(found, index))
      throw new StoreCannotOpen(
        `The index ${index.name} of ${collection.collectionName} in the registrar is not the one that this program makes: drop it, then start again`,
      );
    return !found;
  });
}

function wantedOf(model: Model<never>): Wanted[] {
  const collection = model.collection as unknown as mongo.Collection;
  return model.schema.indexes().map(([key, { name = '', unique = false }]) => ({
    ...{ collection, name: String(name), key: key as Record<string, number>, unique: unique === true },
  }));
}

/** Numbers may come back in a type of their own. */
function isSame(found: mongo.IndexDescriptionInfo, { key, unique }: Wanted): boolean {
  const parts = (of: object) => JSON.stringify(Object.entries(of).map(([field, direction]) => [field, Number(direction)]));
  const plain = found.sparse !== true && found.partialFilterExpression === undefined && found.expireAfterSeconds === undefined;
  return parts(found.key) === parts(key) && (found.unique === true) === unique && plain;
}

export async function buildIndexes(missing: readonly Wanted[]): Promise<void> {
  for (const { collection, key, name, unique } of missing) await collection.createIndex(key, { name, ...(unique ? { unique } : {}) });
}
