import { createHash, createHmac } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { RoundId } from '#shared/ballot/manifest.js';
import { KeepingRefused } from './refused.js';

export const MANIFEST = 'backup.json';
/** One folder a store. */
export const PARTS = ['registrar', 'rolls', 'ballots'] as const;
export type Part = (typeof PARTS)[number];

const Engine = z.enum(['sqlite', 'mongodb']);
const KeptFile = z.strictObject({
  /** Its store's folder and its name. */
  path: z.string().regex(/^(registrar|rolls|ballots)\/[A-Za-z0-9_%-][A-Za-z0-9_.%-]*$/),
  bytes: z.number().int().min(0),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});

/** What a backup says of itself. Ids alone: it names nobody. */
export const BackupManifest = z.strictObject({
  format: z.literal('candour-backup-1'),
  product: z.string(),
  madeAt: z.iso.datetime(),
  /** The registrar's migrations. */
  schema: z.number().int().min(1),
  engines: z.strictObject({ registrar: Engine, rolls: Engine, ballots: Engine }),
  organisations: z.array(z.string()),
  /** Rounds under way whose roll, keys and ballot box are in it: it was forced. */
  underWay: z.array(RoundId),
  /** By then the terms have the last sealed answers destroyed, and this backup with them; null: it holds none. */
  answersUntil: z.iso.datetime().nullable(),
  /** Tells whether SESSION_SECRET is the one that was in use; it is not in the backup. Null: there was none. */
  secret: z.string().nullable(),
  files: z.array(KeptFile),
});
export type BackupManifest = z.infer<typeof BackupManifest>;

/** Refuses (KeepingRefused) a folder that is no whole backup, or that this user may not read. */
export async function readManifest(folder: string): Promise<{ manifest: BackupManifest; hash: string }> {
  const text = await readFile(join(folder, MANIFEST), 'utf8').catch((fault: NodeJS.ErrnoException) => {
    if (['ENOENT', 'ENOTDIR'].includes(fault.code ?? '')) return undefined;
    throw new KeepingRefused(`${join(folder, MANIFEST)} cannot be read: give this user the right to`);
  });
  if (text === undefined) throw new KeepingRefused(`${folder} is no backup, or one that was interrupted: it has no ${MANIFEST}`);
  const manifest = BackupManifest.safeParse(jsonOf(text));
  if (!manifest.success) throw new KeepingRefused(`${join(folder, MANIFEST)} is damaged, or of a newer program: take another backup`);
  return { manifest: manifest.data, hash: createHash('sha256').update(text).digest('hex') };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // no manifest either
  }
}

/** All that was copied, by path, each file on disk for good. */
export async function describeFiles(folder: string): Promise<BackupManifest['files']> {
  const files: BackupManifest['files'] = [];
  for (const part of PARTS) {
    for (const name of (await readdir(join(folder, part))).sort()) {
      await syncPath(join(folder, part, name));
      files.push({ path: `${part}/${name}`, ...(await measure(join(folder, part, name))) });
    }
    await syncPath(join(folder, part));
  }
  return files;
}

/** Refuses (KeepingRefused) a backup of which any file is missing or differs from what its manifest says. */
export async function verifyFiles(folder: string, { files }: BackupManifest): Promise<void> {
  for (const { path, bytes, sha256 } of files) {
    const found = await measure(join(folder, path)).catch((fault: NodeJS.ErrnoException) => {
      if (fault.code !== 'ENOENT') throw fault;
      throw new KeepingRefused(`the backup is not whole: ${path} is missing; nothing was changed, take another backup`);
    });
    if (found.bytes !== bytes || found.sha256 !== sha256)
      throw new KeepingRefused(`the backup is damaged: ${path} is not what was written; nothing was changed, take another backup`);
  }
}

async function measure(path: string): Promise<{ bytes: number; sha256: string }> {
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const chunk of createReadStream(path)) {
    hash.update(chunk);
    bytes += chunk.length;
  }
  return { bytes, sha256: hash.digest('hex') };
}

/** Makes a file, or the names in a folder, outlast a power cut. */
export async function syncPath(path: string): Promise<void> {
  if (process.platform === 'win32') return; // folders cannot be opened there
  const handle = await open(path, 'r');
  await handle.sync().finally(() => handle.close());
}

/** By this a secret is known again. It tells nothing of one that was made by the program. */
export function secretMark(secret: string): string {
  return createHmac('sha256', secret).update('candour backup: which secret').digest('hex').slice(0, 16);
}
