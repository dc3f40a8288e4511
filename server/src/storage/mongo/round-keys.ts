import { type Connection, type Model, mongo, Schema } from 'mongoose';
import type { RoundId } from '#shared/ballot/manifest.js';
import type { KeyName, RoundKeys } from '../port/round-keys.js';
import { isDuplicate, openMongo } from './connection.js';

const { Binary } = mongo;

interface KeyDocument {
  /** ROUND/NAME. */
  _id: string;
  wrapped: mongo.Binary;
}

const keySchema = new Schema<KeyDocument>(
  { _id: { type: String, required: true }, wrapped: { type: Schema.Types.Buffer, required: true } },
  { collection: 'round_keys', strict: 'throw', versionKey: false },
);

/** A document a key, beside the rolls; shared by every process, overwritten before it goes. */
export function mongoRoundKeys(url: string): RoundKeys {
  const store = openMongo(url);
  const keys = modelOn(store.connection);
  const id = (round: RoundId, name: KeyName) => `${round}/${name}`;
  return {
    keep: (round, name, wrapped) => store.run(() => keep(keys, { _id: id(round, name), wrapped: new Binary(wrapped) })),
    read: (round, name) =>
      store.run(async () => {
        const found = await keys.findById(id(round, name)).lean();
        return found ? Uint8Array.from(found.wrapped.value()) : undefined;
      }),
    destroy: (round, name) => store.run(() => destroy(keys, id(round, name))),
    close: () => store.close(),
  };
}

function modelOn(connection: Connection): Model<KeyDocument> {
  return connection.models.RoundKey ?? connection.model<KeyDocument>('RoundKey', keySchema);
}

/** Never an upsert: of several at once more than one may then believe to have inserted. Destroyed in between: inserted anew. */
async function keep(keys: Model<KeyDocument>, key: KeyDocument): Promise<void> {
  for (;;) {
    try {
      await keys.insertOne(key);
      return;
    } catch (fault) {
      if (!isDuplicate(fault)) throw fault;
    }
    const { matchedCount } = await keys.replaceOne({ _id: key._id }, key);
    if (matchedCount === 1) return;
  }
}

async function destroy(keys: Model<KeyDocument>, id: string): Promise<void> {
  const found = await keys.findById(id).lean();
  if (!found) return;
  await keys.updateOne({ _id: id }, { $set: { wrapped: new Binary(Buffer.alloc(found.wrapped.length())) } });
  await keys.deleteOne({ _id: id });
}
