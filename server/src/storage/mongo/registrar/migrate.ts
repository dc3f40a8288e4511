import type { Connection, Model } from 'mongoose';
import type { Clock } from '../../../clock.js';
import { NewerSchema } from '../../port/newer-schema.js';
import { collectionsOn } from './collections.js';
import { buildIndexes, missingIndexes } from './indexes.js';
import { insertOnce } from './inserting.js';
import { migrations } from './migrations/index.js';
import type { Migration } from './migrations/migration.js';
import { type SchemaDocument, schemaOn, underLock } from './schema-lock.js';

/**
 * Brings documents and indexes up to date; processes that start together wait for one another. Refuses (NewerSchema) a schema from the
 * future and (StoreCannotOpen) an index that was made otherwise, and leaves both untouched.
 */
export async function migrate(connection: Connection, clock: Clock, steps: readonly Migration[] = migrations): Promise<void> {
  const schema = schemaOn(connection);
  const models = Object.values(collectionsOn(connection)) as unknown as Model<never>[];
  const isUpToDate = async () => (await versionIn(schema, steps)) === steps.length && (await missingIndexes(models)).length === 0;
  if (await isUpToDate()) return;
  await underLock(schema, clock, async (stillOurs) => {
    const done = await versionIn(schema, steps);
    for (const [at, step] of steps.entries()) {
      if (at < done) continue;
      await stillOurs();
      await step.up(connection);
      await stillOurs();
      await schema.updateOne({ _id: 'registrar' }, { $set: { version: at + 1 } });
    }
    for (const index of await missingIndexes(models)) {
      await stillOurs();
      await buildIndexes([index]);
    }
  });
}

async function versionIn(schema: Model<SchemaDocument>, steps: readonly Migration[]): Promise<number> {
  const found = await schema.findById('registrar').lean();
  if (!found) await insertOnce(schema, { _id: 'registrar', version: 0 });
  const version = found?.version ?? 0;
  if (version > steps.length) throw new NewerSchema(version, steps.length);
  return version;
}
