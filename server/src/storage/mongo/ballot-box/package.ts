import type { Connection } from 'mongoose';
import type { BallotId } from '#shared/ballot/ballot.js';
import { toHex } from '#shared/ballot/encoding.js';
import type { RoundId } from '#shared/ballot/manifest.js';
import type { SealedSignature } from '../../port/ballot-box.js';
import { AT_ONCE, createClustered, insertMissing } from '../collections.js';
import { databaseOf } from '../connection.js';
import { ballotsOf, boxes, type PackageDocument, packageId, packageName, packageOf } from './schemas.js';
import { counting, sealedBox } from './sealing.js';

/** Ids and signatures of all kinds, sorted by id. What is written twice is the same: interrupted, it is gone through again. */
export async function writePackage(connection: Connection, round: RoundId): Promise<void> {
  if ((await boxes(connection).findById(round).lean())?.packaged) return;
  const box = await sealedBox(connection, round);
  await createClustered(databaseOf(connection), packageName(round));
  const collection = packageOf(connection, round);
  let written = 0;
  for (const kind of box.kinds) {
    let batch: PackageDocument[] = [];
    for await (const { _id, unit, signature } of ballotsOf(connection, round, kind)
      .find(counting(box), { projection: { unit: 1, signature: 1 }, batchSize: AT_ONCE })
      .sort({ _id: 1 })) {
      batch.push({ _id: packageId(_id.value(), kind), unit, kind, signature });
      if (batch.length === AT_ONCE) {
        await insertMissing(collection, batch);
        written += batch.length;
        batch = [];
      }
    }
    await insertMissing(collection, batch);
    written += batch.length;
  }
  if ((await collection.countDocuments()) !== written) throw new Error(`the package of round ${round} is not what was written`);
  await boxes(connection).updateOne({ _id: round, state: 'sealed' }, { $set: { packaged: true } });
}

export async function* streamPackage(connection: Connection, round: RoundId): AsyncGenerator<SealedSignature> {
  if (!(await boxes(connection).findById(round).lean())?.packaged) return;
  for await (const { _id, unit, kind, signature } of packageOf(connection, round).find({}, { batchSize: AT_ONCE }).sort({ _id: 1 }))
    yield { id: toHex(_id.value().subarray(0, 32)) as BallotId, unit, kind, signature: signature.value() };
}
