import { setTimeout as wait } from 'node:timers/promises';
import { type Connection, mongo } from 'mongoose';
import type { BallotId } from '#shared/ballot/ballot.js';
import { toHex } from '#shared/ballot/encoding.js';
import type { BallotKind, RoundId } from '#shared/ballot/manifest.js';
import { StoreUnavailable } from '../../port/store-unavailable.js';
import { dropCollection } from '../collections.js';
import { readAtOnce } from '../commands.js';
import { databaseOf } from '../connection.js';
import { lanesAtRest } from './lanes.js';
import { type BoxDocument, ballotsName, ballotsOf, boxes, packageId, packageOf } from './schemas.js';

/** Milliseconds: a sealing that takes longer than this was interrupted, or the box is very large; whoever asks is told to try again. */
const SEALED_WITHIN = 10_000;
const ASK_EVERY = 25;

export type BoxNow = Pick<BoxDocument, 'state' | 'mark' | 'taken' | 'packaged'>;

/** The box as the majority of the servers know it. */
export async function boxNow(connection: Connection, round: RoundId): Promise<BoxNow> {
  const [now] = await readAtOnce<BoxNow>(connection, {
    ...{ find: boxes(connection).collection.name, filter: { _id: round }, limit: 1, singleBatch: true },
    ...{ projection: { state: 1, mark: 1, taken: 1, packaged: 1 }, readConcern: { level: 'majority' } },
  });
  if (!now) throw new Error(`there is no ballot box of round ${round}`);
  return now;
}

/** Which of these ballots are in a box that is not open any more, for ever. Waits while it is being sealed. */
export async function decided(
  connection: Connection,
  round: RoundId,
  kind: BallotKind,
  ids: readonly Uint8Array[],
): Promise<Set<BallotId>> {
  for (let waited = 0; waited <= SEALED_WITHIN; waited += ASK_EVERY) {
    const { state, mark, packaged } = await boxNow(connection, round);
    if (state === 'sealed') {
      const found = await ballotsOf(connection, round, kind)
        .find({ _id: { $in: ids.map((id) => new mongo.Binary(id)) }, mark }, { projection: { _id: 1 } })
        .toArray();
      // The ballots may have gone while they were asked for: then the package tells.
      if (found.length === ids.length || (await boxNow(connection, round)).state === 'sealed') return idsOf(found);
    }
    if (state === 'gone') return packaged ? inPackage(connection, round, kind, ids) : new Set();
    await wait(ASK_EVERY);
  }
  throw new StoreUnavailable(new Error('the box is being sealed'));
}

async function inPackage(connection: Connection, round: RoundId, kind: BallotKind, ids: readonly Uint8Array[]): Promise<Set<BallotId>> {
  const wanted = { _id: { $in: ids.map((id) => packageId(id, kind)) } };
  return idsOf(
    await packageOf(connection, round)
      .find(wanted, { projection: { _id: 1 } })
      .toArray(),
  );
}

function idsOf(found: readonly { _id: mongo.Binary }[]): Set<BallotId> {
  return new Set(found.map(({ _id }) => toHex(_id.value().subarray(0, 32)) as BallotId));
}

/** A ballot that came after everything was dropped has made its collection anew. */
export async function dropIfGone(connection: Connection, round: RoundId, kind: BallotKind, { state }: BoxNow): Promise<void> {
  if (state !== 'gone') return;
  await lanesAtRest(connection, round);
  await dropCollection(databaseOf(connection), ballotsName(round, kind));
}
