import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { dirname } from 'node:path';

/** The file's change counter and the copy of it that SQLite keeps: they count commits, and nothing else in the header changes. */
const COUNTERS = [24, 92] as const;

/** A fingerprint of a SQLite file without its change counter. */
export async function bytesOf(path: string): Promise<string> {
  const bytes = await readFile(path);
  for (const at of COUNTERS) bytes.fill(0, at, at + 4);
  return createHash('sha256').update(bytes).digest('hex');
}

/** How many commits have changed the file. */
export async function commitsOf(path: string): Promise<number> {
  return (await readFile(path)).readUInt32BE(COUNTERS[0]);
}

export async function dateOf(path: string): Promise<string> {
  return (await stat(path)).mtime.toISOString();
}

/** Of a file and of the folder in which its journal comes and goes. */
export function datesOf(path: string): Promise<string[]> {
  return Promise.all([path, dirname(path)].map(dateOf));
}

/** The same in another order. `random` gives whole numbers below its argument. */
export function shuffled<T>(all: readonly T[], random: (below: number) => number): T[] {
  const mixed = [...all];
  for (let at = mixed.length - 1; at > 0; at--) {
    const other = random(at + 1);
    [mixed[at], mixed[other]] = [mixed[other] as T, mixed[at] as T];
  }
  return mixed;
}

/** Cut into groups of 1 to `most`. */
export function grouped<T>(all: readonly T[], most: number, random: (below: number) => number): T[][] {
  const groups: T[][] = [];
  for (let from = 0; from < all.length; from += groups.at(-1)?.length ?? 0) groups.push(all.slice(from, from + 1 + random(most)));
  return groups;
}
