import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { RoundId } from '#shared/ballot/manifest.js';
import { makeFolder } from '../../../make-folder.js';
import type { Roll } from '../../port/roll.js';
import { destroyFile } from '../durable-files.js';
import { OpenFiles } from '../open-files.js';
import { createRollFile } from './create-roll-file.js';
import { RollFile } from './roll-file.js';

/** Rolls in a folder, one file a round: `<round>.sqlite`. */
export function sqliteRoll(folder: string): Roll {
  const path = (round: RoundId) => join(folder, `${round}.sqlite`);
  const files = new OpenFiles<RollFile>((file) => RollFile.open(file));
  const rollOf = async (round: RoundId) => {
    const file = await files.open(path(round));
    if (!file) throw new Error(`there is no roll of round ${round}`);
    return file;
  };
  return {
    async create(round, spares, entries) {
      await makeFolder(folder);
      if (existsSync(path(round)) && (await (await rollOf(round)).used())) {
        throw new Error(`the roll of round ${round} is in use and is not written anew`);
      }
      await files.close(path(round));
      await createRollFile(path(round), spares, entries);
    },
    unitOf: async (round, tokenHash) => (await rollOf(round)).unitOf(tokenHash),
    claim: async (round, claim) => (await rollOf(round)).claim(claim),
    issueSpare: async (round, tokenHash) => (await rollOf(round)).issueSpare(tokenHash),
    sayNotMe: async (round, tokenHash) => (await rollOf(round)).sayNotMe(tokenHash),
    collected: async (round) => (await rollOf(round)).collected(),
    stop: async (round) => (await rollOf(round)).stop(),
    totals: async (round) => (await rollOf(round)).totals(),
    overwrite: async (round) => (await rollOf(round)).overwrite(),
    async destroy(round) {
      await files.close(path(round));
      for (const written of [path(round), `${path(round)}.part`]) await destroyFile(written);
    },
    close: () => files.closeAll(),
  };
}
