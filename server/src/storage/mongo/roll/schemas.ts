import { type Connection, type Model, mongo, Schema } from 'mongoose';
import type { RoundId, UnitId } from '#shared/ballot/manifest.js';
import { databaseOf } from '../connection.js';

/** What stands in the hash of bytes that were never sent: every record has every field, so that none tells by its shape. */
export const NOTHING = new mongo.Binary(Buffer.alloc(32));

/** One roll. Its invitations have a collection of their own. */
export interface RollPlan {
  _id: RoundId;
  units: { unit: UnitId; spares: number }[];
  state: 'open' | 'stopped' | 'overwritten';
}

const planSchema = new Schema<RollPlan>(
  {
    _id: { type: String, required: true },
    units: [
      new Schema({ unit: { type: String, required: true }, spares: { type: Number, required: true } }, { _id: false, strict: 'throw' }),
    ],
    state: { type: String, required: true, enum: ['open', 'stopped', 'overwritten'] },
  },
  { collection: 'rolls', strict: 'throw', versionKey: false },
);

/** One invitation. No time, no counter; the token's hash is where it lies. */
export interface Invitation {
  _id: mongo.Binary;
  unit: UnitId;
  spare: boolean;
  issued: boolean;
  /** Hashes of the blinded bytes first fetched, and of the replacement. */
  blinded: mongo.Binary;
  replacement: mongo.Binary;
  notMe: boolean;
  /** While "not me" is being written, whatever it will come to. */
  saying?: boolean;
  /** In each record, so that a claim and the end of collecting meet in one document. */
  stopped: boolean;
}

/** Who took a spare ballot of a unit: token hashes, each with one byte more for what it was taken as, in their order. */
export interface Spares {
  _id: UnitId;
  takers: mongo.Binary[];
}

export function rollPlans(connection: Connection): Model<RollPlan> {
  return connection.models.Roll ?? connection.model<RollPlan>('Roll', planSchema);
}

export function invitationsName(round: RoundId): string {
  return `roll_${round}`;
}

export function sparesName(round: RoundId): string {
  return `spares_${round}`;
}

export function invitationsOf(connection: Connection, round: RoundId): mongo.Collection<Invitation> {
  return databaseOf(connection).collection<Invitation>(invitationsName(round), { promoteBuffers: false });
}

export function sparesOf(connection: Connection, round: RoundId): mongo.Collection<Spares> {
  return databaseOf(connection).collection<Spares>(sparesName(round), { promoteBuffers: false });
}
