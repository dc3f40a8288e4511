import type { Connection } from 'mongoose';
import { fromHex } from '#shared/ballot/encoding.js';
import type { BallotKind, RoundId, UnitId } from '#shared/ballot/manifest.js';
import type { BoxBallot } from '../../port/ballot-box.js';
import type { CastOutcome } from './cast-needs.js';
import { CastQueue } from './cast-queue.js';
import { decided } from './decided.js';
import { Lanes } from './lanes.js';
import { type BoxDocument, boxes } from './schemas.js';
import { sharedBallots } from './shared-ballots.js';
import { UnitRoom } from './unit-room.js';

const SIGNATURE_LENGTH = 256;

/** A box as casts see it: its plan, which never changes once anybody may cast, and a queue for each kind. */
export class OpenBox {
  readonly #queues = new Map<BallotKind, CastQueue>();
  readonly #lanes: Lanes[] = [];
  readonly #capacity: ReadonlyMap<UnitId, number>;
  /** Once a cast has read it, nothing is inserted any more. */
  #closed: boolean;

  constructor(
    private readonly connection: Connection,
    private readonly plan: BoxDocument,
  ) {
    this.#capacity = new Map(plan.units.map(({ unit, capacity }) => [unit, capacity]));
    this.#closed = plan.state !== 'open';
    for (const kind of plan.kinds) this.#queues.set(kind, this.#queue(kind));
  }

  static async find(connection: Connection, round: RoundId): Promise<OpenBox | undefined> {
    const plan = await boxes(connection).findById(round).lean();
    return plan ? new OpenBox(connection, plan) : undefined;
  }

  /** Refuses (RangeError) an unknown unit, a signature or answers of another length. */
  async cast(ballot: BoxBallot): Promise<CastOutcome> {
    const queue = this.#queues.get(ballot.kind);
    if (!this.#closed && queue) {
      this.#refuseMisfit(ballot);
      return queue.cast(ballot);
    }
    if (!queue && this.plan.kinds.length > 0)
      throw new Error(`there is no ballot box for ${ballot.kind} ballots of round ${this.plan._id}`);
    const id = fromHex(ballot.id);
    return (await decided(this.connection, this.plan._id, ballot.kind, [id])).has(ballot.id) ? 'counted-before' : 'sealed';
  }

  /** From here on casts only look whether their ballot is there. Its lanes are given back meanwhile. */
  close(): void {
    this.#closed = true;
    void this.leaveLanes().catch(() => undefined);
  }

  /** From here on casts ask the box: a collection can go without waiting for this process. */
  async leaveLanes(): Promise<void> {
    await Promise.all(this.#lanes.map((lanes) => lanes.close()));
  }

  /** When every cast under way has its answer. */
  async settled(): Promise<void> {
    await Promise.all([...this.#queues.values()].map((queue) => queue.settled()));
  }

  #queue(kind: BallotKind): CastQueue {
    const { connection } = this;
    const round = this.plan._id;
    const lanes = new Lanes(connection, round, kind);
    this.#lanes.push(lanes);
    return new CastQueue({
      connection,
      round,
      kind,
      lanes,
      room: new UnitRoom(this.plan.units, sharedBallots(connection, round, kind, lanes)),
      closed: () => this.close(),
    });
  }

  #refuseMisfit({ unit, signature, answers }: BoxBallot): void {
    if (!this.#capacity.has(unit)) throw new RangeError(`unit ${unit} has no ballots in this box`);
    if (signature.length !== SIGNATURE_LENGTH) throw new RangeError(`a signature has ${SIGNATURE_LENGTH} bytes`);
    if (answers.length !== this.plan.items) throw new RangeError(`a ballot of this box has ${this.plan.items} answers`);
  }
}
