import { randomBytes } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { type Connection, type Model, Schema } from 'mongoose';
import type { Clock } from '../../../clock.js';
import { StoreCannotOpen } from '../../port/store-cannot-open.js';
import { insertOnce } from './inserting.js';
import { modelOn, STRICT } from './strict.js';

/** `registrar`: how many migrations the database has. `lock`: who is changing it. */
export interface SchemaDocument {
  _id: 'registrar' | 'lock';
  version?: number;
  holder?: string;
  until?: string;
}

const text = { type: String };
const schema = new Schema<SchemaDocument>({ _id: text, version: { type: Number }, holder: text, until: text }, STRICT);

export function schemaOn(connection: Connection): Model<SchemaDocument> {
  return modelOn(connection, 'schema', schema);
}

/** Milliseconds. A holder that dies is waited for this long; one that lives says so at every step. */
const HELD = 60_000;
const LOOKS = 600;
const BETWEEN_LOOKS = 200;

/** Runs `act` in one process at a time. It calls `stillOurs` before each step; that fails when the lock was lost meanwhile. */
export async function underLock(
  model: Model<SchemaDocument>,
  clock: Clock,
  act: (stillOurs: () => Promise<void>) => Promise<void>,
): Promise<void> {
  const holder = randomBytes(9).toString('base64url');
  const until = () => new Date(clock.now().getTime() + HELD).toISOString();
  await takeLock(model, clock, holder, until);
  try {
    await act(async () => {
      const { matchedCount } = await model.updateOne({ _id: 'lock', holder }, { $set: { until: until() } });
      if (matchedCount !== 1) throw new StoreCannotOpen('Another program began to change the schema of the registrar: start again');
    });
  } finally {
    await model.deleteOne({ _id: 'lock', holder });
  }
}

async function takeLock(model: Model<SchemaDocument>, clock: Clock, holder: string, until: () => string): Promise<void> {
  for (let look = 0; look < LOOKS; look++) {
    if (await insertOnce(model, { _id: 'lock', holder, until: until() })) return;
    const held = await model.findById('lock').lean();
    if (held && (held.until ?? '') <= clock.now().toISOString())
      await model.deleteOne({ _id: 'lock', holder: held.holder ?? '', until: held.until ?? '' });
    else if (held) await setTimeout(BETWEEN_LOOKS);
  }
  throw new StoreCannotOpen('Another program has been changing the schema of the registrar for two minutes: wait for it, then start again');
}
