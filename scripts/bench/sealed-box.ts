import { randomBytes } from 'node:crypto';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { openBallotBox } from '#server/storage/open-store.js';
import type { BallotBox, BoxBallot } from '#server/storage/port/ballot-box.js';
import type { BallotId } from '#shared/ballot/ballot.js';
import type { RoundId, UnitId } from '#shared/ballot/manifest.js';

export interface SealedBox {
  ballotBox: BallotBox;
  round: RoundId;
  units: UnitId[];
  /** Seconds that each step of sealing took. */
  seconds: { package: number; answers: number; slots: number };
}

const AT_ONCE = 2000;

/**
 * A box of scored ballots, cast and sealed. The box does not look at signatures, so these are random bytes.
 * `answersOf` gives the answers of the ballot at a place; by default every item is answered, turn by turn.
 */
export async function sealedBox(
  folder: string,
  { ballots, units: unitCount, items }: { ballots: number; units: number; items: number },
  answersOf = (at: number): Uint8Array => Uint8Array.from({ length: items }, (_, item) => 1 + ((at * 7 + item * at) % 5)),
): Promise<SealedBox> {
  const ballotBox = openBallotBox(`sqlite:${folder}`);
  const round = randomBytes(16).toString('hex') as RoundId;
  const units = unitsOf(unitCount);
  const capacity = new Map(units.map((unit) => [unit, Math.ceil(ballots / unitCount)]));
  await ballotBox.create(round, { capacity, kinds: ['scored'], items, salt: randomBytes(32) });
  for (let from = 0; from < ballots; from += AT_ONCE) {
    const group = Array.from({ length: Math.min(AT_ONCE, ballots - from) }, (_, at) => ballotAt(units, from + at, answersOf));
    await Promise.all(group.map((ballot) => ballotBox.castOnce(round, ballot)));
  }
  await ballotBox.seal(round);
  const seconds = {
    package: await timed(() => ballotBox.writePackage(round)),
    answers: await timed(() => ballotBox.writeAnswers(round, 'scored', new Map(units.map((unit) => [unit, unit])))),
    slots: await timed(() => ballotBox.destroySlots(round)),
  };
  return { ballotBox, round, units, seconds };
}

/** The ids of so many units, in order. */
export function unitsOf(count: number): UnitId[] {
  return Array.from({ length: count }, (_, at) => `unit${String(at).padStart(8, '0')}` as UnitId);
}

/**
 * The sealed answers that a box of the same ballots would leave, written without one: casting a million ballots takes minutes and is not
 * what is measured. Returns their round. Labels in their order, the answers under each sorted by content.
 */
export async function sealedFile(
  folder: string,
  { ballots, units, items }: { ballots: number; units: number; items: number },
  answersOf: (at: number) => Uint8Array,
): Promise<RoundId> {
  const round = randomBytes(16).toString('hex') as RoundId;
  const header = Buffer.from(JSON.stringify({ format: 'candour-answers-1', labels: unitsOf(units), width: 2 + items }));
  const length = Buffer.alloc(4);
  length.writeUInt32BE(header.length);
  const file = await open(join(folder, `${round}.scored.answers`), 'wx');
  await file.writeFile(Buffer.concat([length, header]));
  for (let unit = 0; unit < units; unit++) {
    const label = Buffer.alloc(2);
    label.writeUInt16BE(unit);
    const rows: Buffer[] = [];
    for (let at = unit; at < ballots; at += units) rows.push(Buffer.concat([label, answersOf(at)]));
    await file.writeFile(Buffer.concat(rows.sort(Buffer.compare)));
  }
  await file.close();
  return round;
}

function ballotAt(units: readonly UnitId[], at: number, answersOf: (at: number) => Uint8Array): BoxBallot {
  const id = randomBytes(32).toString('hex') as BallotId;
  return { id, unit: units[at % units.length] as UnitId, kind: 'scored', signature: randomBytes(256), answers: answersOf(at) };
}

async function timed(act: () => Promise<void>): Promise<number> {
  const begun = performance.now();
  await act();
  return (performance.now() - begun) / 1000;
}
