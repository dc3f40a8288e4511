import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';

/** A folder for a test; what is in it goes with it. */
export async function aFolder() {
  const folder = await mkdtemp(join(tmpdir(), 'candour-test-'));
  return { folder, in: (name: string) => join(folder, name), remove: () => rm(folder, { recursive: true, force: true }) };
}
export type Folder = Awaited<ReturnType<typeof aFolder>>;

/** Every file of a folder, however deep, as a thief would copy it, journals and all; `path` counts from the folder. */
export async function filesUnder(folder: string): Promise<{ path: string; bytes: Buffer }[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return Promise.all(paths.map(async (path) => ({ path: relative(folder, path), bytes: await readFile(path) })));
}
