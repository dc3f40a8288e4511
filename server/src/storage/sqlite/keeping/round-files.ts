import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { RoundId } from '#shared/ballot/manifest.js';
import { makeFolder } from '../../../make-folder.js';
import type { KeptRounds } from '../../port/kept-store.js';
import { StoreCannotOpen } from '../../port/store-cannot-open.js';
import { RESULT, resultOf } from '../../sqlite-result.js';
import { copyDatabase, copyFinal, putBack } from './copy-file.js';

/** The files of rounds, each beginning with its round's id; what ends otherwise is a left-over of an interruption. Both were once allowed in one folder. */
const ROUND_FILES = {
  rolls: /^([0-9a-f]{32})\.(?:sqlite|[a-z-]+\.key)$/,
  ballots: /^([0-9a-f]{32})\.(?:package|[a-z-]+\.(?:answers|slots\.sqlite))$/,
} as const;

/** A new disk of Linux is empty but for this. */
const MADE_WITH_A_DISK = 'lost+found';

/** A folder of rolls and keys, or of ballot boxes, for backup and restore. */
export function keptRoundFiles(folder: string, part: keyof typeof ROUND_FILES): KeptRounds {
  const file = ROUND_FILES[part];
  return {
    engine: 'sqlite',
    async copy(to, rounds) {
      for (const name of await namesIn(folder)) {
        if (!rounds.has(file.exec(name)?.[1] as RoundId)) continue;
        const copy = name.endsWith('.sqlite') ? copyDatabase : copyFinal;
        await copy(join(folder, name), join(to, name)).catch((fault: unknown) => Promise.reject(named(join(folder, name), fault)));
      }
    },
    async occupied() {
      return (await namesIn(folder)).some((name) => name !== MADE_WITH_A_DISK) ? `there are already files in ${folder}` : undefined;
    },
    found: async () => ((await namesIn(folder)).some((name) => file.test(name)) ? folder : undefined),
    async restore(from) {
      await makeFolder(folder);
      for (const name of await namesIn(from)) await putBack(join(from, name), join(folder, name));
    },
  };
}

/** SQLite says of a damaged file only that it is one. */
function named(path: string, fault: unknown): unknown {
  const code = resultOf(fault);
  return code === RESULT.corrupt || code === RESULT.notDatabase
    ? new StoreCannotOpen(`${path} is damaged: check its disk, and keep the backups from before; no new one was made`)
    : fault;
}

async function namesIn(folder: string): Promise<string[]> {
  return (await readdir(folder).catch(missing)).sort();
}

function missing(fault: NodeJS.ErrnoException): string[] {
  if (fault.code === 'ENOENT') return [];
  throw fault;
}
