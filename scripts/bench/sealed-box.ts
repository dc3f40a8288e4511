import { randomBytes } from 'node:crypto';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { openBallotBox } from '#server/storage/open-store.js';
import type { BoxBallot } from '#server/storage/port/ballot-box.js';
import type { BallotId } from '#shared/ballot/ballot.js';
import type { RoundId, UnitId } from '#shared/ballot/manifest.js';
import { ITEMS, plausibleAnswers } from './bench-round.js';
import { doAll, secondsOf } from './timing.js';

/** Ballots of the core form in so many units. */
export interface SealedPlan {
  ballots: number;
  units: number;
}

export interface SealedRound {
  round: RoundId;
  /** Seconds that casting the ballots took, so many at once, and each step of sealing. */
  seconds: { casting: number; mark: number; package: number; answers: number; slots: number };
}

export const SEALED_AT_ONCE = 2000;

/** Casts scored ballots into a box and seals it. The box does not look at signatures, so these are random bytes. */
export async function sealedByBox(url: string, { ballots, units: unitCount }: SealedPlan): Promise<SealedRound> {
  const ballotBox = openBallotBox(url);
  const round = randomBytes(16).toString('hex') as RoundId;
  const units = unitsOf(unitCount);
  const capacity = new Map(units.map((unit) => [unit, Math.ceil(ballots / unitCount)]));
  await ballotBox.create(round, { capacity, kinds: ['scored'], items: ITEMS.length, salt: randomBytes(32) });
  const casting = Array.from({ length: ballots }, (_, at) => () => ballotBox.castOnce(round, anyBallot(units, at)));
  const seconds = {
    casting: await secondsOf(() => doAll(casting, SEALED_AT_ONCE)),
    mark: await secondsOf(() => ballotBox.seal(round)),
    package: await secondsOf(() => ballotBox.writePackage(round)),
    answers: await secondsOf(() => ballotBox.writeAnswers(round, 'scored', new Map(units.map((unit) => [unit, unit])))),
    slots: await secondsOf(() => ballotBox.destroySlots(round)),
  };
  await ballotBox.close();
  return { round, seconds };
}

/** The ids of so many units, in order. */
export function unitsOf(count: number): UnitId[] {
  return Array.from({ length: count }, (_, at) => `unit${String(at).padStart(8, '0')}` as UnitId);
}

/**
 * The sealed answers that a box in that folder would leave of the same ballots, written without one: casting a million ballots takes minutes
 * and is not what is measured. Returns their round. Labels in their order, the answers under each sorted by content.
 */
export async function sealedByHand(folder: string, { ballots, units }: SealedPlan): Promise<RoundId> {
  const round = randomBytes(16).toString('hex') as RoundId;
  const header = Buffer.from(JSON.stringify({ format: 'candour-answers-1', labels: unitsOf(units), width: 2 + ITEMS.length }));
  const length = Buffer.alloc(4);
  length.writeUInt32BE(header.length);
  const file = await open(join(folder, `${round}.scored.answers`), 'wx');
  await file.writeFile(Buffer.concat([length, header]));
  for (let unit = 0; unit < units; unit++) {
    const label = Buffer.alloc(2);
    label.writeUInt16BE(unit);
    const rows: Buffer[] = [];
    for (let at = unit; at < ballots; at += units) rows.push(Buffer.concat([label, plausibleAnswers(at)]));
    await file.writeFile(Buffer.concat(rows.sort(Buffer.compare)));
  }
  await file.close();
  return round;
}

function anyBallot(units: readonly UnitId[], at: number): BoxBallot {
  const id = randomBytes(32).toString('hex') as BallotId;
  return { id, unit: units[at % units.length] as UnitId, kind: 'scored', signature: randomBytes(256), answers: plausibleAnswers(at) };
}
