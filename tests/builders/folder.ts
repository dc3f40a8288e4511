import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder for a test; what is in it goes with it. */
export async function aFolder() {
  const folder = await mkdtemp(join(tmpdir(), 'candour-test-'));
  return { folder, in: (name: string) => join(folder, name), remove: () => rm(folder, { recursive: true, force: true }) };
}
