import { randomBytes } from 'node:crypto';
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
  const units = Array.from({ length: unitCount }, (_, at) => `unit${String(at).padStart(8, '0')}` as UnitId);
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

function ballotAt(units: readonly UnitId[], at: number, answersOf: (at: number) => Uint8Array): BoxBallot {
  const id = randomBytes(32).toString('hex') as BallotId;
  return { id, unit: units[at % units.length] as UnitId, kind: 'scored', signature: randomBytes(256), answers: answersOf(at) };
}

async function timed(act: () => Promise<void>): Promise<number> {
  const begun = performance.now();
  await act();
  return (performance.now() - begun) / 1000;
}
