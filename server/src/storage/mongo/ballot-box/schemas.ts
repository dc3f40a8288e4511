import { type Connection, type Model, mongo, Schema } from 'mongoose';
import { BallotKind, type RoundId, type UnitId } from '#shared/ballot/manifest.js';
import { databaseOf } from '../connection.js';

/**
 * `open`; `sealing`: no cast that reads this is counted, and every ballot is being marked; `sealed`: those marked are the round's ballots, for ever;
 * `gone`: there are no ballots any more, only the package, or not even that.
 */
export type BoxState = 'open' | 'sealing' | 'sealed' | 'gone';

/** One box. Its ballots have a collection for each kind. */
export interface BoxDocument {
  _id: RoundId;
  kinds: BallotKind[];
  units: { unit: UnitId; capacity: number }[];
  items: number;
  state: BoxState;
  /** The mark of the ballots that are in, given by the one sealing that ends it. */
  mark: string;
  /** Marks of sealings that were begun before, and `UNDECIDED`. */
  earlierMarks: string[];
  /** Places of each unit that processes have taken (`unit-room.ts`), by kind, in the order of `units`. Of a box that was made without, all are. */
  taken?: Partial<Record<BallotKind, number[]>>;
  /** Lanes by which processes cast (`lanes.ts`), by kind: random names. */
  lanes?: Partial<Record<BallotKind, string[]>>;
  packaged: boolean;
  /** Kinds whose answers are written. */
  answered: BallotKind[];
}

const boxSchema = new Schema<BoxDocument>(
  {
    _id: { type: String, required: true },
    kinds: [{ type: String, enum: BallotKind.options }],
    units: [
      new Schema({ unit: { type: String, required: true }, capacity: { type: Number, required: true } }, { _id: false, strict: 'throw' }),
    ],
    items: { type: Number, required: true },
    state: { type: String, required: true, enum: ['open', 'sealing', 'sealed', 'gone'] },
    mark: { type: String, required: true },
    earlierMarks: [String],
    taken: Schema.Types.Mixed,
    lanes: Schema.Types.Mixed,
    packaged: { type: Boolean, required: true },
    answered: [{ type: String, enum: BallotKind.options }],
  },
  { collection: 'boxes', strict: 'throw', versionKey: false },
);

/** A ballot in an open box: no time, no counter, no order. Its own random id is where it lies. */
export interface BallotDocument {
  _id: mongo.Binary;
  unit: UnitId;
  signature: mongo.Binary;
  answers: mongo.Binary;
  /** `UNDECIDED`, `CONFIRMED` or the mark of the box's sealing; `STEP` of what is no ballot. */
  mark: string;
}

/** Marks are of one length, as everything in a ballot is. */
export const UNDECIDED = '--------';
/** Acknowledged to somebody who did not insert it: whoever did may not take it back. */
export const CONFIRMED = '++++++++';
/** No ballot but a step in a lane (`lanes.ts`). */
export const STEP = '>>>>>>>>';

export interface PackageDocument {
  /** Id and, in one byte more, the number of the kind. */
  _id: mongo.Binary;
  unit: UnitId;
  kind: BallotKind;
  signature: mongo.Binary;
}

export interface AnswersDocument {
  /** The place among the sorted answers. */
  _id: number;
  label: UnitId;
  answers: mongo.Binary;
}

export function boxes(connection: Connection): Model<BoxDocument> {
  return connection.models.Box ?? connection.model<BoxDocument>('Box', boxSchema);
}

export const ballotsName = (round: RoundId, kind: BallotKind) => `box_${round}_${kind}`;
export const packageName = (round: RoundId) => `package_${round}`;
export const answersName = (round: RoundId, kind: BallotKind) => `answers_${round}_${kind}`;

export function ballotsOf(connection: Connection, round: RoundId, kind: BallotKind): mongo.Collection<BallotDocument> {
  return databaseOf(connection).collection<BallotDocument>(ballotsName(round, kind));
}

export function packageOf(connection: Connection, round: RoundId): mongo.Collection<PackageDocument> {
  return databaseOf(connection).collection<PackageDocument>(packageName(round));
}

export function answersOf(connection: Connection, round: RoundId, kind: BallotKind): mongo.Collection<AnswersDocument> {
  return databaseOf(connection).collection<AnswersDocument>(answersName(round, kind));
}

export function packageId(id: Uint8Array, kind: BallotKind): mongo.Binary {
  return new mongo.Binary(Buffer.from([...id, BallotKind.options.indexOf(kind)]));
}
