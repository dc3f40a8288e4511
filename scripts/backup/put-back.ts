import { join } from 'node:path';
import { isFull } from '#server/full-disk.js';
import { destroyRoundSecrets } from '#server/keys/keys.js';
import type { KeptStores } from '#server/storage/port/kept-store.js';
import type { RoundKeys } from '#server/storage/port/round-keys.js';
import { type BackupManifest, PARTS, readManifest, secretMark, verifyFiles } from './manifest.js';
import { KeepingRefused } from './refused.js';

export interface RestoreNeeds {
  stores: KeptStores;
  keys: RoundKeys;
  /** The one the installation will run with; undefined: none is there. */
  sessionSecret: string | undefined;
}

export interface RestoreOrder {
  folder: string;
  /** The old secret is lost: go on without it. */
  newSecret: boolean;
}

/**
 * Puts a backup into an empty installation. Until everything is checked nothing is changed; from then until everything is there no server opens it,
 * and the same restore again completes it. Refuses (KeepingRefused) a damaged backup, a newer schema, another engine, another secret, and a place that is not empty.
 */
export async function putBack({ stores, keys, sessionSecret }: RestoreNeeds, { folder, newSecret }: RestoreOrder): Promise<BackupManifest> {
  const { manifest, hash } = await readManifest(folder);
  refuseUnfit(stores, manifest);
  if (!newSecret) refuseSecret(manifest, sessionSecret);
  await verifyFiles(folder, manifest);
  await refuseOccupied(stores, hash);

  try {
    await stores.registrar.claim(hash);
    await stores.rolls.restore(join(folder, 'rolls'));
    await stores.ballots.restore(join(folder, 'ballots'));
    // They open with the old secret alone, and no server starts beside keys that do not open.
    if (isLost(manifest, sessionSecret)) for (const round of manifest.underWay) await destroyRoundSecrets({ keys }, round);
    await stores.registrar.restore(join(folder, 'registrar'));
  } catch (fault) {
    if (isFull(fault))
      throw new KeepingRefused('the disk of DATA_DIR, or of the ballots, is full: make room, and restore the same backup again');
    throw fault;
  }
  return manifest;
}

function refuseUnfit(stores: KeptStores, { schema, engines, product }: BackupManifest): void {
  // The engines first: each counts its schemas for itself.
  const other = PARTS.find((part) => engines[part] !== stores[part].engine);
  if (other)
    throw new KeepingRefused(
      `the backup's ${other} came from ${engines[other]}, here they would go into ${stores[other].engine}: set REGISTRAR_URL and BALLOT_BOX_URL to the engines of the backup`,
    );
  const { knownSchema } = stores.registrar;
  if (schema > knownSchema)
    throw new KeepingRefused(
      `the backup has schema ${schema} (version ${product}), this program knows ${knownSchema}: restore it with the newer program`,
    );
}

/** Whether the backup's secret is not the one that is given. */
export function isLost({ secret }: BackupManifest, given: string | undefined): boolean {
  return secret !== null && (given === undefined || secretMark(given) !== secret);
}

function refuseSecret(manifest: BackupManifest, given: string | undefined): void {
  if (!isLost(manifest, given)) return;
  const without = 'or, if it is lost, add --new-secret: second factors must then be set up anew';
  if (given === undefined)
    throw new KeepingRefused(
      `SESSION_SECRET is not in a backup: set it, or put the file session-secret that you kept apart into DATA_DIR, ${without}`,
    );
  throw new KeepingRefused(`this is not the SESSION_SECRET that the backup belongs to: give that one, ${without}`);
}

/** What this very restore left when it was interrupted is no obstacle. */
async function refuseOccupied(stores: KeptStores, hash: string): Promise<void> {
  const claimed = await stores.registrar.claimedBy();
  if (claimed === hash) return;
  const emptyPlace = 'restore into an empty place: set DATA_DIR to a new folder, or move away what is there';
  if (claimed) throw new KeepingRefused(`the restore of another backup was interrupted here: ${emptyPlace}`);
  for (const part of PARTS) {
    const found = await stores[part].occupied();
    if (found) throw new KeepingRefused(`${found}: ${emptyPlace}`);
  }
}
