import type { Connection } from 'mongoose';
import type { BallotKind, RoundId } from '#shared/ballot/manifest.js';
import type { Lanes } from './lanes.js';
import type { UnitRoom } from './unit-room.js';

/** What casts of one round and kind share. */
export interface CastNeeds {
  connection: Connection;
  round: RoundId;
  kind: BallotKind;
  room: UnitRoom;
  lanes: Lanes;
  /** Called when the box is found not to be open any more. */
  closed(): void;
}

export type CastOutcome = 'counted' | 'counted-before' | 'unit-full' | 'sealed';
