import type { Connection } from 'mongoose';
import type { BallotKind, RoundId, UnitId } from '#shared/ballot/manifest.js';
import { barLanes, type Lanes, lanesOf } from './lanes.js';
import { ballotsOf, boxes } from './schemas.js';
import type { SharedBallots } from './unit-room.js';

const after = { returnDocument: 'after', projection: { taken: 1 } } as const;

/** The ballots of one kind on the server; how many places are taken lies in the box's document. */
export function sharedBallots(connection: Connection, round: RoundId, kind: BallotKind, lanes: Lanes): SharedBallots {
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
    async take(places) {
      const more = Object.fromEntries([...places].map(([place, some]) => [`taken.${kind}.${place}`, some]));
      const box = await boxes(connection).findOneAndUpdate({ _id: round, state: 'open' }, { $inc: more }, after).lean();
      return box?.taken?.[kind];
    },
    async tellOthers() {
      await barLanes(connection, round, kind, await lanesOf(connection, round, kind, lanes.names));
    },
  };
}
