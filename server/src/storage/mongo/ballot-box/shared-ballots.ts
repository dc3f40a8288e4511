import type { Connection } from 'mongoose';
import type { BallotKind, RoundId, UnitId } from '#shared/ballot/manifest.js';
import { ballotsOf, boxes } from './schemas.js';
import type { SharedBallots } from './unit-room.js';

/** The ballots of one kind on the server; stages lie in the box's document. */
export function sharedBallots(connection: Connection, round: RoundId, kind: BallotKind): SharedBallots {
  return {
    async count(units) {
      const rows = await ballotsOf(connection, round, kind)
        .aggregate<{ _id: UnitId; ballots: number }>([
          { $match: { unit: { $in: [...units] } } },
          { $group: { _id: '$unit', ballots: { $sum: 1 } } },
        ])
        .toArray();
      return new Map(rows.map(({ _id, ballots }) => [_id, ballots]));
    },
    async publish(stages) {
      const later = Object.fromEntries([...stages].map(([place, stage]) => [`stages.${kind}.${place}`, stage]));
      await boxes(connection).updateOne({ _id: round }, { $max: later });
    },
  };
}
