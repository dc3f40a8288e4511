import type { Connection } from 'mongoose';
import type { BallotId } from '#shared/ballot/ballot.js';
import { toHex } from '#shared/ballot/encoding.js';
import type { BallotKind, RoundId, UnitId } from '#shared/ballot/manifest.js';
import type { BallotBox, BoxBallot } from '../../port/ballot-box.js';
import { AT_ONCE } from '../collections.js';
import { asUnavailable, type MongoStore, openMongo } from '../connection.js';
import { LONGEST, within } from '../within.js';
import { streamAnswers, writeAnswers } from './answers.js';
import { createBox } from './create-box.js';
import { destroyAnswers, destroyBox, destroySlots, sweep } from './destroying.js';
import { OpenBox } from './open-box.js';
import { streamPackage, writePackage } from './package.js';
import { ballotsOf, boxes, packageOf } from './schemas.js';
import { counting, sealBox } from './sealing.js';

/** Of a box that was destroyed its number stays, so that whoever casts is told that it is sealed. */
const NOT_DESTROYED = { $or: [{ state: { $ne: 'gone' as const } }, { packaged: true }] };

/** Ballot boxes in a database of their own: a collection a round and kind, and once sealed one for the package and one for each kind's answers. */
export function mongoBallotBox(url: string): BallotBox {
  const store = openMongo(url);
  const open = new OpenBoxes();
  const run = <T>(act: (connection: Connection) => Promise<T>) => store.run(act);
  const runThrough = <T>(act: (connection: Connection) => Promise<T>) => store.run(act, LONGEST.wholeRound);
  return {
    async create(round, plan) {
      open.forget(round);
      await runThrough((connection) => createBox(connection, round, plan));
    },
    has: (round) => run(async (connection) => (await boxes(connection).exists({ _id: round, ...NOT_DESTROYED })) !== null),
    castOnce: (round, ballot) =>
      run(async (connection) => {
        const box = await open.find(connection, round);
        if (!box) throw new Error(`there is no ballot box for ${ballot.kind} ballots of round ${round}`);
        return box.cast(ballot);
      }),
    async seal(round) {
      await runThrough((connection) => sealBox(connection, round));
      await open.close(round);
    },
    stream: (round) => streaming(store, (connection) => streamBallots(connection, round)),
    countByUnit: (round, kind) => run((connection) => countByUnit(connection, round, kind)),
    writePackage: (round) => runThrough((connection) => writePackage(connection, round)),
    streamPackage: (round) => streaming(store, (connection) => streamPackage(connection, round)),
    writeAnswers: (round, kind, labels) => runThrough((connection) => writeAnswers(connection, round, kind, labels)),
    streamAnswers: (round, kind) => streaming(store, (connection) => streamAnswers(connection, round, kind)),
    destroySlots: (round) => runThrough((connection) => destroySlots(connection, round)),
    destroyAnswers: (round) => runThrough((connection) => destroyAnswers(connection, round)),
    async destroy(round) {
      await within(LONGEST.act, open.leaveLanes(round)).catch(() => undefined);
      await runThrough((connection) => destroyBox(connection, round));
      await open.close(round);
    },
    async close() {
      await within(LONGEST.act, open.settled()).catch(() => undefined);
      await store.close();
    },
  };
}

/** The boxes that were cast in. The first that is asked for has what killed casts left swept away. */
class OpenBoxes {
  readonly #boxes = new Map<RoundId, Promise<OpenBox | undefined>>();
  #swept: Promise<void> | undefined;

  async find(connection: Connection, round: RoundId): Promise<OpenBox | undefined> {
    this.#swept ??= sweep(connection).catch(() => undefined);
    const known = this.#boxes.get(round);
    if (known) return known;
    const found = within(LONGEST.act, OpenBox.find(connection, round));
    this.#boxes.set(round, found);
    const box = await found.catch(() => undefined);
    if (!box) this.#boxes.delete(round);
    return found;
  }

  async close(round: RoundId): Promise<void> {
    (await this.#boxes.get(round)?.catch(() => undefined))?.close();
  }

  async leaveLanes(round: RoundId): Promise<void> {
    await (await this.#boxes.get(round)?.catch(() => undefined))?.leaveLanes().catch(() => undefined);
  }

  forget(round: RoundId): void {
    this.#boxes.delete(round);
  }

  async settled(): Promise<void> {
    await this.#swept;
    for (const box of this.#boxes.values()) await (await box.catch(() => undefined))?.settled();
    await Promise.all([...this.#boxes.keys()].map((round) => this.leaveLanes(round)));
  }
}

/** By id, which is random: however the server keeps them. */
async function* streamBallots(connection: Connection, round: RoundId): AsyncGenerator<BoxBallot> {
  const box = await boxes(connection).findById(round).lean();
  if (!box || box.state === 'gone') return;
  for (const kind of box.kinds) {
    const ballots = ballotsOf(connection, round, kind).find(counting(box), { batchSize: AT_ONCE }).sort({ _id: 1 });
    for await (const { _id, unit, signature, answers } of ballots)
      yield { id: toHex(_id.value()) as BallotId, unit, kind, signature: signature.value(), answers: answers.value() };
  }
}

async function countByUnit(connection: Connection, round: RoundId, kind: BallotKind): Promise<Map<UnitId, number>> {
  const box = await boxes(connection).findById(round).lean();
  if (!box || (box.state === 'gone' && !box.packaged)) return new Map();
  const group = { $group: { _id: '$unit', ballots: { $sum: 1 } } };
  type Row = { _id: UnitId; ballots: number };
  const rows =
    box.state === 'gone'
      ? await packageOf(connection, round)
          .aggregate<Row>([{ $match: { kind } }, group])
          .toArray()
      : await ballotsOf(connection, round, kind)
          .aggregate<Row>([{ $match: counting(box) }, group])
          .toArray();
  return new Map(rows.map(({ _id, ballots }) => [_id, ballots]));
}

/** What `act` yields; faults on the way as `MongoStore.run` names them. */
async function* streaming<T>(store: MongoStore, act: (connection: Connection) => AsyncIterable<T>): AsyncGenerator<T> {
  const connection = await store.ready();
  const batches = act(connection)[Symbol.asyncIterator]();
  const next = () => within(LONGEST.act, batches.next());
  try {
    for (let batch = await next(); !batch.done; batch = await next()) yield batch.value;
  } catch (fault) {
    throw asUnavailable(fault);
  } finally {
    await within(LONGEST.act, Promise.resolve(batches.return?.())).catch(() => undefined);
  }
}
