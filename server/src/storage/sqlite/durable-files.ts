import { existsSync, utimesSync } from 'node:fs';
import { link, open, rename, stat, unlink, utimes } from 'node:fs/promises';
import { dirname } from 'node:path';

/** The date that every file of roll and ballot box shows: one for all, so that it tells nothing and a crash cannot leave another behind for long. */
export const UNDATED = new Date('2000-01-01T00:00:00Z');

/** A file of roll or ballot box was written: neither it nor its folder, where the journal of each commit comes and goes, says when. */
export function undate(path: string): void {
  utimesSync(path, UNDATED, UNDATED);
  try {
    utimesSync(dirname(path), UNDATED, UNDATED);
  } catch {
    // A folder of somebody else's keeps its date; what was committed counts all the same.
  }
}

const CHUNK = 1 << 20;

/** Makes renames and removals in a folder outlast a power cut. */
export async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return; // folders cannot be opened there
  const handle = await open(folder, 'r');
  await handle.sync().finally(() => handle.close());
}

/** A new file that only its owner may read, in its place whole or not at all. A left-over of an interrupted try is destroyed first. */
export async function placeFile(path: string, write: (part: string) => Promise<void>): Promise<void> {
  const part = `${path}.part`;
  await destroyFile(part);
  await (await open(part, 'wx', 0o600)).close();
  await write(part);
  const handle = await open(part, 'r+');
  await handle.sync().finally(() => handle.close());
  await utimes(part, UNDATED, UNDATED);
  await rename(part, path);
  await syncFolder(dirname(path));
}

/** As `placeFile`, but the bytes of the file that was there before are overwritten. At every moment one of the two is there whole. */
export async function replaceFile(path: string, write: (part: string) => Promise<void>): Promise<void> {
  await overwriteGone(path);
  if (existsSync(path)) await link(path, gone(path));
  await placeFile(path, write);
  await overwriteGone(path);
}

/**
 * Overwrites and removes a file; nothing there is no fault. It loses its name first: a file found under its name is whole,
 * and a destruction that was interrupted is completed by the next call.
 */
export async function destroyFile(path: string): Promise<void> {
  await overwriteGone(path);
  if (!existsSync(path)) return;
  await rename(path, gone(path));
  await syncFolder(dirname(path));
  await overwriteGone(path);
}

function gone(path: string): string {
  return `${path}.gone`;
}

async function overwriteGone(path: string): Promise<void> {
  const left = gone(path);
  if (!existsSync(left)) return;
  const file = await stat(left);
  // The same file under both names was about to be replaced when something cut in: it still counts.
  const counts = existsSync(path) && (await stat(path)).ino === file.ino;
  if (!counts) await overwrite(left, file.size);
  await unlink(left);
  await syncFolder(dirname(path));
}

async function overwrite(path: string, size: number): Promise<void> {
  const zeros = Buffer.alloc(Math.min(size, CHUNK));
  const handle = await open(path, 'r+');
  try {
    for (let at = 0; at < size; at += CHUNK) await handle.write(zeros, 0, Math.min(CHUNK, size - at), at);
    await handle.sync();
  } finally {
    await handle.close();
  }
}
