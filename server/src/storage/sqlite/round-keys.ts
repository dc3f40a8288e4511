import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RoundId } from '#shared/ballot/manifest.js';
import { makeFolder } from '../../make-folder.js';
import type { KeyName, RoundKeys } from '../port/round-keys.js';
import { destroyFile, replaceFile } from './durable-files.js';

/** A file a key, `<round>.<name>.key`, beside the rolls: whole at every moment, and overwritten before it goes. */
export function fileRoundKeys(folder: string): RoundKeys {
  const path = (round: RoundId, name: KeyName) => join(folder, `${round}.${name}.key`);
  return {
    async keep(round, name, wrapped) {
      await makeFolder(folder);
      await replaceFile(path(round, name), (part) => writeFile(part, wrapped, { flag: 'r+' }));
    },
    async read(round, name) {
      try {
        return new Uint8Array(await readFile(path(round, name)));
      } catch (fault) {
        if ((fault as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
        throw fault;
      }
    },
    async destroy(round, name) {
      await destroyFile(path(round, name));
      await destroyFile(`${path(round, name)}.part`);
    },
    close: async () => undefined,
  };
}
