import { z } from 'zod';
import { BallotId, RsaBytes } from '#shared/ballot/ballot.js';
import { toHex } from '#shared/ballot/encoding.js';
import type { InvitationCode } from '#shared/ballot/link.js';
import { BallotKind, type Hash, UnitId } from '#shared/ballot/manifest.js';
import { Receipt } from '#shared/ballot/receipt.js';
import { sha256 } from './digest.js';

const StoredBlank = z.object({ kind: BallotKind, unit: UnitId, id: BallotId, inverse: z.string(), blinded: RsaBytes });

/** A ballot from Start to receipt: what a killed tab must find again. No answer is ever in it. */
export const PendingBallot = z.object({
  format: z.literal(1),
  unit: UnitId,
  replacement: z.boolean(),
  blanks: z.array(StoredBlank),
  /** Null until the server has signed; afterwards one for each blank. */
  signatures: z.partialRecord(BallotKind, RsaBytes).nullable(),
  /** "Send" was pressed: the answers sent then may have been counted, though no receipt came back. */
  sendTried: z.boolean(),
});
export type PendingBallot = z.infer<typeof PendingBallot>;

/** The browser keeps nothing, or kept something else: a ballot collected now could be lost. */
export class StorageRefused extends Error {}

/** Another tab of this browser has sent the ballot, or erased it. */
export class BallotGone extends Error {}

/** What of a round is kept on this device. */
export interface Device {
  pending(): PendingBallot | undefined;
  /** Kept and read back. Refuses (StorageRefused) when it is not there afterwards. */
  keep(pending: PendingBallot): void;
  /** The receipt takes the place of the ballot: nothing that knows the invitation stays. Where even that finds no room it is on the screen alone. */
  finish(receipt: Receipt): void;
  /** Receipts of ballots of this round sent from this device. They name no invitation: several people may share a device. */
  receipts(): Receipt[];
  erase(): void;
}

const PREFIX = 'candour.';
const TAG_BYTES = 8;

/**
 * The device of one invitation to one round. The ballot is kept under a tag of the token, so that colleagues who share a device do not meet
 * each other's; the receipts under the round alone.
 */
export async function deviceOf(storage: Storage, { token, manifest }: InvitationCode): Promise<Device> {
  const tag = toHex((await sha256(new TextEncoder().encode(`device ${manifest} ${token}`))).subarray(0, TAG_BYTES));
  const ballotKey = `${PREFIX}ballot.${manifest}.${tag}`;
  return {
    pending: () => read(storage, ballotKey, PendingBallot),
    keep(pending) {
      const text = JSON.stringify(pending);
      write(storage, ballotKey, text);
      if (storage.getItem(ballotKey) !== text) throw new StorageRefused();
    },
    finish(receipt) {
      const kept = hasKept(storage, receipt);
      storage.removeItem(ballotKey);
      if (!kept) hasKept(storage, receipt); // the ballot has made room for it
    },
    receipts: () => receiptsOn(storage, manifest),
    erase: () => storage.removeItem(ballotKey),
  };
}

/** The receipts of a round on this device. */
function receiptsOn(storage: Storage, manifest: Hash): Receipt[] {
  return read(storage, receiptsKey(manifest), z.array(Receipt)) ?? [];
}

/** Every receipt of a round is taken off this device. */
export function eraseReceipts(storage: Storage, manifest: Hash): void {
  storage.removeItem(receiptsKey(manifest));
}

const receiptsKey = (manifest: Hash): string => `${PREFIX}receipts.${manifest}`;

/** Sorted, so that their order does not say who of those sharing a device came first. */
function keepReceipt(storage: Storage, receipt: Receipt): void {
  const others = receiptsOn(storage, receipt.manifest).filter(({ ballot }) => ballot !== receipt.ballot);
  const all = [...others, receipt].sort((a, b) => (a.ballot < b.ballot ? -1 : 1));
  write(storage, receiptsKey(receipt.manifest), JSON.stringify(all));
}

/** False where the storage is full. */
function hasKept(storage: Storage, receipt: Receipt): boolean {
  try {
    keepReceipt(storage, receipt);
    return true;
  } catch (fault) {
    if (fault instanceof StorageRefused) return false;
    throw fault;
  }
}

function write(storage: Storage, key: string, text: string): void {
  try {
    storage.setItem(key, text);
  } catch {
    throw new StorageRefused();
  }
}

function read<T>(storage: Storage, key: string, schema: z.ZodType<T>): T | undefined {
  try {
    const parsed = schema.safeParse(JSON.parse(storage.getItem(key) ?? 'null'));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined; // no JSON: as if it were not there
  }
}

/** A storage that lives as long as the page: where the browser refuses its own. */
export function pageStorage(): Storage {
  const kept = new Map<string, string>();
  return {
    get length() {
      return kept.size;
    },
    key: (at) => [...kept.keys()][at] ?? null,
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => void kept.set(key, value),
    removeItem: (key) => void kept.delete(key),
    clear: () => kept.clear(),
  };
}

/** The storage, when it keeps what it is given; undefined in browsers and modes that refuse. */
export function storageThatKeeps(open: () => Storage): Storage | undefined {
  const probe = `${PREFIX}probe`;
  try {
    const storage = open();
    storage.setItem(probe, '1');
    const kept = storage.getItem(probe) === '1';
    storage.removeItem(probe);
    return kept ? storage : undefined;
  } catch {
    return undefined;
  }
}
