import { existsSync } from 'node:fs';
import { BallotKind, type RoundId } from '#shared/ballot/manifest.js';
import { makeFolder } from '../../../make-folder.js';
import type { BallotBox, BoxBallot } from '../../port/ballot-box.js';
import { streamAnswersFile } from './answers-file.js';
import { BoxFiles } from './box-files.js';
import { createSlotFile } from './create-slot-file.js';
import { packageFileHas, streamPackageFile } from './package-file.js';
import { destroyAnswers, destroyRound, destroySlots, seal, writeAnswers, writePackage } from './sealing.js';
import type { CastOutcome } from './slot-file.js';

/** Ballot boxes in a folder; for each round the files that `BoxFiles` names. */
export function sqliteBallotBox(folder: string): BallotBox {
  const files = new BoxFiles(folder);
  return {
    async create(round, plan) {
      await makeFolder(folder);
      for (const kind of plan.kinds) {
        if ((await (await files.slots(round, kind))?.countByUnit())?.size) {
          throw new Error(`the ballot box of round ${round} holds ballots and is not written anew`);
        }
      }
      for (const kind of plan.kinds) {
        await files.closeSlots(round, kind);
        await createSlotFile(files.slotPath(round, kind), kind, plan);
      }
    },
    has: async (round) => BallotKind.options.some((kind) => files.hasSlots(round, kind)) || existsSync(files.packagePath(round)),
    castOnce: (round, ballot) => castOnce(files, round, ballot),
    seal: (round) => seal(files, round),
    async *stream(round) {
      for (const slots of await files.allSlots(round)) {
        for await (const page of slots.taken()) {
          for (const { record } of page) {
            yield {
              id: record.id,
              unit: slots.unit(record.unit),
              kind: slots.plan.kind,
              signature: record.signature,
              answers: record.answers,
            };
          }
        }
      }
    },
    async countByUnit(round, kind) {
      const slots = await files.slots(round, kind);
      if (slots) return slots.countByUnit();
      const counts = new Map();
      for await (const ballot of this.streamPackage(round)) {
        if (ballot.kind === kind) counts.set(ballot.unit, (counts.get(ballot.unit) ?? 0) + 1);
      }
      return counts;
    },
    writePackage: (round) => writePackage(files, round),
    async *streamPackage(round) {
      if (existsSync(files.packagePath(round))) yield* streamPackageFile(files.packagePath(round));
    },
    writeAnswers: (round, kind, labels) => writeAnswers(files, round, kind, labels),
    async *streamAnswers(round, kind) {
      if (existsSync(files.answersPath(round, kind))) yield* streamAnswersFile(files.answersPath(round, kind));
    },
    destroySlots: (round) => destroySlots(files, round),
    destroyAnswers: (round) => destroyAnswers(files, round),
    destroy: (round) => destroyRound(files, round),
    close: () => files.close(),
  };
}

async function castOnce(files: BoxFiles, round: RoundId, ballot: BoxBallot): Promise<CastOutcome> {
  const slots = await files.slotsForCasting(round, ballot.kind);
  try {
    if (slots) return await slots.cast(ballot);
  } catch (fault) {
    // Destroyed under this cast, here or by another process: it was sealed before that.
    if (files.hasSlots(round, ballot.kind)) throw fault;
  }
  if (existsSync(files.packagePath(round))) {
    return (await packageFileHas(files.packagePath(round), ballot.id, ballot.kind)) ? 'counted-before' : 'sealed';
  }
  if (files.retired(round)) return 'sealed';
  throw new Error(`there is no ballot box for ${ballot.kind} ballots of round ${round}`);
}
