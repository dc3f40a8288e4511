import { mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Makes a folder that only its owner may read, and those above it. There already is no fault. */
export async function makeFolder(folder: string): Promise<void> {
  // Not `recursive`: under a folder in which nothing can be made, as in /proc, Node would try without an end.
  const made = (at: string) => mkdir(at, { mode: 0o700 }).catch((fault) => orThere(at, fault));
  await made(folder).catch(async (fault: NodeJS.ErrnoException) => {
    if (fault.code !== 'ENOENT' || dirname(folder) === folder) throw fault;
    await makeFolder(dirname(folder));
    await made(folder);
  });
}

async function orThere(folder: string, fault: unknown): Promise<void> {
  const found = await stat(folder).catch(() => undefined);
  if (!found?.isDirectory()) throw fault;
}
