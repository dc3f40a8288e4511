import { existsSync } from 'node:fs';
import { BallotKind, type RoundId, type UnitId } from '#shared/ballot/manifest.js';
import { destroyFile } from '../durable-files.js';
import { writeAnswersFile } from './answers-file.js';
import type { BoxFiles } from './box-files.js';
import { writePackageFile } from './package-file.js';

/** Waits its turn among the casts: what was counted before stays, what comes after is told. Sealed already is no fault. */
export async function seal(files: BoxFiles, round: RoundId): Promise<void> {
  const slots = await files.allSlots(round);
  if (slots.length === 0 && !existsSync(files.packagePath(round)) && !files.retired(round)) {
    throw new Error(`there is no ballot box of round ${round}`);
  }
  await Promise.all(slots.map((file) => file.seal()));
}

export async function writePackage(files: BoxFiles, round: RoundId): Promise<void> {
  if (existsSync(files.packagePath(round))) return;
  const slots = await files.allSlots(round);
  const missing = slots[0]?.plan.kinds.filter((kind) => !files.hasSlots(round, kind)) ?? ['any kind'];
  if (missing.length > 0) throw new Error(`the ballot box of round ${round} has no slots of ${missing.join(', ')}`);
  refuseUnsealed(slots, round);
  await writePackageFile(files.packagePath(round), slots);
}

export async function writeAnswers(files: BoxFiles, round: RoundId, kind: BallotKind, labels: ReadonlyMap<UnitId, UnitId>): Promise<void> {
  if (existsSync(files.answersPath(round, kind))) return;
  const slots = await files.slots(round, kind);
  if (!slots) throw new Error(`the ballot box of round ${round} has no slots of ${kind}`);
  refuseUnsealed([slots], round);
  await writeAnswersFile(files.answersPath(round, kind), slots, labels);
}

/** Without the package nobody could ever check the count: refused until it is written. */
export async function destroySlots(files: BoxFiles, round: RoundId): Promise<void> {
  if (!existsSync(files.packagePath(round))) throw new Error(`the package of round ${round} is not written yet`);
  await files.retire(round);
  for (const kind of BallotKind.options) await destroySlotFile(files, round, kind);
}

export async function destroyAnswers(files: BoxFiles, round: RoundId): Promise<void> {
  for (const kind of BallotKind.options) await destroyWithRest(files.answersPath(round, kind));
}

export async function destroyRound(files: BoxFiles, round: RoundId): Promise<void> {
  await files.retire(round);
  for (const kind of BallotKind.options) await destroySlotFile(files, round, kind);
  await destroyAnswers(files, round);
  await destroyWithRest(files.packagePath(round));
}

/** The journal that a crash left goes after the slots: without it they would not be whole, and must not be found under their name. */
async function destroySlotFile(files: BoxFiles, round: RoundId, kind: BallotKind): Promise<void> {
  await destroyWithRest(files.slotPath(round, kind));
  await destroyFile(`${files.slotPath(round, kind)}-journal`);
}

/** And what an interrupted writing of it left. */
async function destroyWithRest(path: string): Promise<void> {
  await destroyFile(path);
  await destroyFile(`${path}.part`);
}

function refuseUnsealed(slots: readonly { sealed: boolean }[], round: RoundId): void {
  if (slots.some((file) => !file.sealed)) throw new Error(`the ballot box of round ${round} is not sealed`);
}
