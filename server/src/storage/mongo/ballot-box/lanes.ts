import { randomBytes } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { type Connection, mongo } from 'mongoose';
import type { BallotKind, RoundId } from '#shared/ballot/manifest.js';
import { undisturbed } from '../collections.js';
import { insertAtOnce, readAtOnce, thrown } from '../commands.js';
import { isDuplicate } from '../connection.js';
import { type BallotDocument, type BoxDocument, ballotsName, ballotsOf, boxes, STEP } from './schemas.js';

/** Milliseconds for which what proved that a box was open holds for its lanes; and how long the lanes of other processes are given to come to rest. */
const SEEN_FOR = 250;
const AT_REST_AFTER = 1_000;
const ASK_EVERY = 25;
/** Steps that lie behind go when there are so many. */
const STEPS_KEPT = 64;
const NAME_BYTES = 8;
const LAST_STEP = 0xffffffff;

/** A step as it lies among the ballots: where in which lane, and nothing else. */
type StepDocument = Pick<BallotDocument, '_id' | 'mark'>;

/** One that was taken by somebody who is not in the lane. */
type BarDocument = StepDocument & { bar: true };

/**
 * Saves a busy process the question after each batch whether the box is still open. Its batches go through lanes, one at a time through each, and end
 * with a step that takes the next number of its lane. Whoever closes the box takes that number himself, in every lane (`barLanes`): a batch whose step
 * succeeds was in before, and whoever's step is refused asks. So is told whatever else a process must not miss, as that a unit has no place left.
 *
 * Steps go with their collection, and an insertion makes a collection anew. So a step proves nothing to a process that has not seen the box open for
 * a quarter of a second: it asks; and nobody removes a collection until its lanes are given back or a second is over (`lanesAtRest`).
 */
export class Lanes {
  #free: Lane[] = [];
  #inUse = 0;
  #names: string[] = [];
  #closed = false;
  /** When something was begun that then proved the box to be open. */
  #seen = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly connection: Connection,
    private readonly round: RoundId,
    private readonly kind: BallotKind,
  ) {}

  /** Of this process. */
  get names(): readonly string[] {
    return this.#names;
  }

  /** A lane that nobody is in; undefined where the box was not seen open just now, or is not any more. To be left again. */
  async enter(): Promise<Lane | undefined> {
    if (this.#closed || !this.#seenSince(performance.now())) return undefined;
    this.#inUse++;
    try {
      const lane = this.#free.pop() ?? (await this.#open());
      if (!lane) this.#inUse--;
      return lane;
    } catch (fault) {
      this.#inUse--;
      throw fault;
    }
  }

  leave(lane: Lane): void {
    this.#free.push(lane);
    this.#inUse--;
  }

  /** The box was open at that moment or later. */
  wasOpen(begun: number): void {
    this.#seen = Math.max(this.#seen, begun);
  }

  /** Whether a step that was begun then, and succeeded, proves that the box was open. */
  proves(begun: number): boolean {
    const proof = this.#seenSince(performance.now());
    if (proof) this.wasOpen(begun);
    return proof;
  }

  /**
   * Gives them back, and has none any more: casts ask the box. Waits for those that are in one, but not for one that never comes out, as where the
   * network was cut under it: then none is given back, and whoever removes the collection waits as for a process that was killed.
   */
  async close(): Promise<void> {
    this.#closed = true;
    for (let waited = 0; this.#inUse > 0; waited += ASK_EVERY) {
      if (waited >= AT_REST_AFTER) return;
      await wait(ASK_EVERY);
    }
    const names = this.#names.splice(0);
    if (names.length > 0) await boxes(this.connection).updateOne({ _id: this.round }, { $pullAll: { [`lanes.${this.kind}`]: names } });
  }

  #seenSince(now: number): boolean {
    return now - this.#seen <= SEEN_FOR;
  }

  /** Told to the box while it is open: whoever closes it then knows all lanes. */
  async #open(): Promise<Lane | undefined> {
    const { connection, round, kind } = this;
    const name = randomBytes(NAME_BYTES).toString('hex');
    this.#names.push(name);
    const told = await boxes(connection).updateOne({ _id: round, state: 'open' }, { $push: { [`lanes.${kind}`]: name } });
    return told.matchedCount === 0 ? undefined : new Lane(connection, round, kind, name);
  }
}

export class Lane {
  #next = 0;
  /** From the beginning, for what happened before the box knew of the lane, and whenever somebody else has taken its step. */
  mustAsk = true;

  constructor(
    private readonly connection: Connection,
    private readonly round: RoundId,
    private readonly kind: BallotKind,
    private readonly name: string,
  ) {}

  /** The last document of a batch. The same again until it is there. */
  step(): StepDocument {
    return { _id: stepId(this.name, this.#next), mark: STEP };
  }

  /** Its step is there: this process has taken it, or somebody who wants the box to be asked. */
  async wentOn(by: 'itself' | 'other'): Promise<void> {
    this.#next++;
    if (by === 'other') this.mustAsk = true;
    if (this.#next % STEPS_KEPT !== 0) return;
    const behind = { $gte: stepId(this.name, 0), $lt: stepId(this.name, this.#next - 1) };
    await ballotsOf(this.connection, this.round, this.kind)
      .deleteMany({ _id: behind })
      .catch(() => undefined);
  }
}

/**
 * Takes the next step of these lanes: from here on no batch passes through one of them without having asked the box. What passed before is there.
 */
export async function barLanes(connection: Connection, round: RoundId, kind: BallotKind, lanes: readonly string[]): Promise<void> {
  await Promise.all(lanes.map((lane) => barLane(connection, ballotsName(round, kind), lane)));
}

/**
 * Whoever steps on meanwhile is caught up with: twice as many steps each time. That a step could be taken is not enough: those that lie behind go, and
 * it may be one of them. So whoever is in the lane must not have made any beyond it; had he met a step of somebody else's there, he would have asked.
 */
async function barLane(connection: Connection, collection: string, lane: string): Promise<void> {
  for (let many = 1; ; many *= 2) {
    const from = (await lastStep(connection, collection, lane)) + 1;
    const end = from + many - 1;
    const endTaken = await lastTaken(connection, collection, stepsOf(lane, from, many));
    if (endTaken && (await lastStep(connection, collection, lane, { bar: { $ne: true } })) < end) return;
  }
}

/** The number of the last step that is there; -1 where there is none. */
async function lastStep(connection: Connection, collection: string, lane: string, which: mongo.Document = {}): Promise<number> {
  const [last] = await readAtOnce<StepDocument>(connection, {
    ...{ find: collection, filter: { _id: { $gte: stepId(lane, 0), $lte: stepId(lane, LAST_STEP) }, ...which } },
    ...{ projection: { _id: 1 }, sort: { _id: -1 }, limit: 1, singleBatch: true },
  });
  return last ? Buffer.from(last._id.value()).readUInt32BE(NAME_BYTES) : -1;
}

function stepsOf(lane: string, from: number, many: number): BarDocument[] {
  return Array.from({ length: many }, (_, at) => ({ _id: stepId(lane, from + at), mark: STEP, bar: true }));
}

/** Whether the last of these steps was not there. */
async function lastTaken(connection: Connection, collection: string, steps: readonly BarDocument[]): Promise<boolean> {
  return undisturbed(async () => {
    const errors = await insertAtOnce(connection, collection, steps);
    const other = errors.find((error) => !isDuplicate(error));
    if (other) throw thrown(other);
    return errors.every(({ index }) => index < steps.length - 1);
  });
}

/** The lanes of a box that are not these. */
export async function lanesOf(connection: Connection, round: RoundId, kind: BallotKind, but: readonly string[] = []): Promise<string[]> {
  const box = await boxes(connection).findById(round, { lanes: 1 }).lean();
  return (box?.lanes?.[kind] ?? []).filter((lane) => !but.includes(lane));
}

/** When no process relies any more on what it saw before all lanes were barred. */
export async function lanesAtRest(connection: Connection, round: RoundId): Promise<void> {
  for (let waited = 0; waited < AT_REST_AFTER; waited += ASK_EVERY) {
    const box = await boxes(connection).findById(round, { lanes: 1 }).lean();
    if (allLanes(box).length === 0) return;
    await wait(ASK_EVERY);
  }
}

export function allLanes(box: Pick<BoxDocument, 'lanes'> | null): string[] {
  return Object.values(box?.lanes ?? {}).flat();
}

function stepId(lane: string, step: number): mongo.Binary {
  const id = Buffer.alloc(NAME_BYTES + 4, lane, 'hex');
  id.writeUInt32BE(step, NAME_BYTES);
  return new mongo.Binary(id);
}
