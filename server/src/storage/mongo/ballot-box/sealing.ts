import { randomBytes } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { Connection, mongo } from 'mongoose';
import type { RoundId } from '#shared/ballot/manifest.js';
import { StoreUnavailable } from '../../port/store-unavailable.js';
import { idRanges, undisturbed } from '../collections.js';
import { boxNow } from './decided.js';
import { barLanes } from './lanes.js';
import { type BoxDocument, ballotsOf, boxes, CONFIRMED, STEP } from './schemas.js';

/** Milliseconds: how long one waits for another process that seals the same box. */
const SEALED_WITHIN = 60_000;
const ASK_EVERY = 50;

/**
 * First the state, then no lane passes, then every ballot that is there gets the mark of this sealing, then the mark is the box's: from here on nothing else is in it.
 * A ballot that comes in between is marked or not, and its cast goes by that. Begun by a process that was killed, or by two at once:
 * the one that began last ends it, and marks over what the others have marked; they never do so over its marks, which they do not know.
 */
export async function sealBox(connection: Connection, round: RoundId): Promise<void> {
  const box = await beginSealing(connection, round);
  if (!box) return;
  const { mark } = box;
  const others = { $in: [...box.earlierMarks, CONFIRMED] };
  for (const kind of box.kinds) {
    await barLanes(connection, round, kind, box.lanes?.[kind] ?? []);
    const ballots = ballotsOf(connection, round, kind);
    for (const _id of idRanges(await ballots.estimatedDocumentCount()))
      await undisturbed(() => ballots.updateMany({ _id, mark: others }, { $set: { mark } }));
  }
  const ended = await boxes(connection).updateOne({ _id: round, state: 'sealing', mark }, { $set: { state: 'sealed', taken: {} } });
  if (ended.matchedCount === 0) await sealedByAnother(connection, round);
}

/** Undefined when it is sealed already. Refuses a round without a box. */
async function beginSealing(connection: Connection, round: RoundId): Promise<BoxDocument | undefined> {
  for (;;) {
    const { state, mark } = await boxNow(connection, round);
    if (state !== 'open' && state !== 'sealing') return undefined;
    const begun = await boxes(connection)
      .findOneAndUpdate(
        { _id: round, state, mark },
        { $set: { state: 'sealing', mark: randomBytes(4).toString('hex') }, $push: { earlierMarks: mark } },
        { returnDocument: 'after' },
      )
      .lean();
    if (begun) return begun;
  }
}

async function sealedByAnother(connection: Connection, round: RoundId): Promise<void> {
  for (let waited = 0; waited < SEALED_WITHIN; waited += ASK_EVERY) {
    if ((await boxNow(connection, round)).state !== 'sealing') return;
    await wait(ASK_EVERY);
  }
  throw new StoreUnavailable(new Error('another process is sealing the box'));
}

/** The box, sealed and with its ballots. Refuses any other. */
export async function sealedBox(connection: Connection, round: RoundId): Promise<BoxDocument> {
  const box = await boxes(connection).findById(round).lean();
  if (!box || box.state === 'gone') throw new Error(`the ballot box of round ${round} has no ballots`);
  if (box.state !== 'sealed') throw new Error(`the ballot box of round ${round} is not sealed`);
  return box;
}

/** The ballots that count: all of an open box, those that were marked of a sealed one. */
export function counting({ state, mark }: Pick<BoxDocument, 'state' | 'mark'>): { mark: mongo.Condition<string> } {
  return { mark: state === 'sealed' ? mark : { $ne: STEP } };
}
