import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Clock } from '#server/clock.js';
import { isFull } from '#server/full-disk.js';
import { makeFolder } from '#server/make-folder.js';
import type { CopiedRound, KeptStores } from '#server/storage/port/kept-store.js';
import { NewerSchema } from '#server/storage/port/newer-schema.js';
import { type BackupManifest, describeFiles, MANIFEST, PARTS, secretMark, syncPath } from './manifest.js';
import { KeepingRefused } from './refused.js';

export interface BackupNeeds {
  stores: KeptStores;
  clock: Clock;
  product: string;
  /** Undefined where the installation has none yet. */
  sessionSecret: string | undefined;
}

export interface BackupOrder {
  /** Made by this; there already and not empty is refused. */
  folder: string;
  /** Also rolls, keys and boxes of rounds under way. */
  withOpenRounds: boolean;
}

/**
 * Copies an installation while it is in use. The folder gets its name once everything is in it.
 * Refuses (KeepingRefused), unless forced, while a round is under way: two copies of its roll or box show who answered in between,
 * and a copy of its keys would outlive their destruction. Refuses (NewerSchema) what a newer program wrote: whether a round is under way in it is not known here.
 */
export async function backUp(needs: BackupNeeds, { folder, withOpenRounds }: BackupOrder): Promise<BackupManifest> {
  const part = `${folder}.part`;
  await refuseOccupied(folder, part);
  await makePart(folder, part);
  try {
    const manifest = await copyAll(needs, part, withOpenRounds);
    await writeFile(join(part, MANIFEST), `${JSON.stringify(manifest, null, 2)}\n`, { mode: 0o600, flush: true });
    await syncPath(part);
    await rename(part, folder);
    await syncPath(dirname(folder));
    return manifest;
  } catch (fault) {
    await rm(part, { recursive: true, force: true });
    if (isFull(fault)) throw fullDisk(folder);
    throw fault;
  }
}

async function makePart(folder: string, part: string): Promise<void> {
  await makeFolder(part).catch((fault: unknown) => {
    if (isFull(fault)) throw fullDisk(folder);
    throw new KeepingRefused(`${folder} cannot be made: give this user the right to, or name another folder`);
  });
}

function fullDisk(folder: string): KeepingRefused {
  return new KeepingRefused(`the disk of ${folder} is full: make room, or name a folder on another disk`);
}

async function refuseOccupied(folder: string, part: string): Promise<void> {
  if (existsSync(part)) throw new KeepingRefused(`${part} is left of a backup that was interrupted, or one is under way: remove it first`);
  const names = await readdir(folder).catch((fault: NodeJS.ErrnoException) => {
    if (fault.code === 'ENOENT') return [];
    if (fault.code === 'ENOTDIR') throw new KeepingRefused(`${folder} is no folder: name a new one`);
    throw new KeepingRefused(`${folder} cannot be read: give this user the right to, or name another folder`);
  });
  if (names.length > 0) throw new KeepingRefused(`${folder} is there already and not empty: name a new folder`);
}

async function copyAll(needs: BackupNeeds, part: string, withOpenRounds: boolean): Promise<BackupManifest> {
  const { stores, clock, product, sessionSecret } = needs;
  for (const name of PARTS) await mkdir(join(part, name), { mode: 0o700 });
  const copied = await stores.registrar.copy(join(part, 'registrar'));
  if (!copied) throw new KeepingRefused('there is no installation to back up here: check DATA_DIR and REGISTRAR_URL');
  const { knownSchema } = stores.registrar;
  if (copied.schema > knownSchema) throw new NewerSchema(copied.schema, knownSchema);
  // By the copy, not by what holds now: a round that was over in it does not change any more.
  const underWay = copied.rounds.filter(isNotThrough);
  if (underWay.length > 0 && !withOpenRounds) throw new KeepingRefused(refusal(underWay));
  const rounds = new Set(copied.rounds.filter(({ state }) => state !== 'draft').map(({ id }) => id));
  // People may answer meanwhile: what is in a box was collected before, and the roll knows it. The other way round they could answer twice.
  await stores.ballots.copy(join(part, 'ballots'), rounds);
  await stores.rolls.copy(join(part, 'rolls'), rounds);
  if (underWay.length > 0) refuseMoved(underWay, await stores.registrar.rounds());
  const { registrar, rolls, ballots } = stores;
  return {
    ...{ format: 'candour-backup-1', product, madeAt: clock.now().toISOString(), schema: copied.schema },
    engines: { registrar: registrar.engine, rolls: rolls.engine, ballots: ballots.engine },
    ...{ organisations: copied.organisations, underWay: underWay.map(({ id }) => id), answersUntil: copied.answersUntil },
    secret: sessionSecret === undefined ? null : secretMark(sessionSecret),
    files: await describeFiles(part),
  };
}

/** Its roll, box or keys still tell something: from the launch until the closing, or the clearing, is through. */
function isNotThrough({ state, cleared }: CopiedRound): boolean {
  return ['scheduled', 'open', 'closing'].includes(state) || (state === 'cancelled' && !cleared);
}

/** Of a round that was closed or cancelled meanwhile the copy has the terms as they were and the roll and ballots as they became: nobody could count it. */
function refuseMoved(copied: readonly CopiedRound[], now: readonly CopiedRound[]): void {
  const same = (one: CopiedRound) =>
    now.some(
      ({ id, state, step, cleared }) => id === one.id && [state, step, cleared].join() === [one.state, one.step, one.cleared].join(),
    );
  const moved = copied.filter((one) => !same(one)).map(({ title }) => `"${title}"`);
  if (moved.length > 0)
    throw new KeepingRefused(`a round went on while it was copied: ${moved.join(', ')}. Nothing was kept; back up again`);
}

function refusal(rounds: readonly CopiedRound[]): string {
  const named = rounds.map(({ title, state }) => `"${title}" (${state})`).join(', ');
  return `no backup while a round is under way: ${named}. Two backups of it would show who answered in between. Back up once it is over, or add --with-open-rounds if you must`;
}
