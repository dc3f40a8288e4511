import { randomBytes, randomInt } from 'node:crypto';
import type { BoxBallot } from '#server/storage/port/ballot-box.js';
import type { BoxPlan } from '#server/storage/port/box-keeping.js';
import type { BallotId } from '#shared/ballot/ballot.js';
import type { RoundId, UnitId } from '#shared/ballot/manifest.js';

export function aRound(): RoundId {
  return randomBytes(16).toString('hex') as RoundId;
}

/** A unit's id from a short name: `aUnit('sales')`. */
export function aUnit(name: string): UnitId {
  return name.padEnd(12, '0').slice(0, 12) as UnitId;
}

/** A box for scored ballots of two units, with room for 100 ballots each. */
export function aBoxPlan(parts: Partial<BoxPlan> = {}): BoxPlan {
  const capacity = new Map([
    [aUnit('sales'), 100],
    [aUnit('works'), 100],
  ]);
  return { capacity, kinds: ['scored'], items: 11, salt: randomBytes(32), ...parts };
}

/** A ballot of sales with random answers to 11 items. The signature is random: the box does not look at it. */
export function aBallot(parts: Partial<BoxBallot> = {}): BoxBallot {
  return {
    id: randomBytes(32).toString('hex') as BallotId,
    unit: aUnit('sales'),
    kind: 'scored',
    signature: new Uint8Array(randomBytes(256)),
    answers: Uint8Array.from({ length: 11 }, () => randomInt(1, 6)),
    ...parts,
  };
}

/** So many different ballots, turn by turn of each unit. */
export function someBallots(count: number, units: readonly UnitId[] = [aUnit('sales')]): BoxBallot[] {
  return Array.from({ length: count }, (_, at) => aBallot({ unit: units[at % units.length] ?? aUnit('sales') }));
}

/** The same ballots in an order that a test can compare. */
export function byId<Ballot extends { id: string }>(ballots: readonly Ballot[]): Ballot[] {
  return [...ballots].sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** Plain arrays in place of byte arrays of any kind, so that Jest compares what is in them. */
export function plain(ballot: BoxBallot) {
  return { ...ballot, signature: [...ballot.signature], answers: [...ballot.answers] };
}
