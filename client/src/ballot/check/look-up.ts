import type { Bulletin } from '#shared/ballot/bulletin.js';
import type { Manifest } from '#shared/ballot/manifest.js';
import { Hash } from '#shared/ballot/manifest.js';
import type { Receipt } from '#shared/ballot/receipt.js';
import type { ballots } from '#shared/contract/ballots.js';
import type { ReplyOf } from '#shared/contract/contract.js';
import { checkManifest, ManifestRefused } from '../protocol/check-manifest.js';
import { isInBulletin, receiptSignature } from '../protocol/check-receipt.js';
import { Refused, type Wire } from '../protocol/wire.js';

export type CompanyIndex = ReplyOf<(typeof ballots)['readCompanyIndex']>;

/** What is public of a round: its terms, its bulletin once it is published, and its result from the date in the terms. */
export interface PublicRound {
  manifest: Manifest;
  bulletin: Bulletin | undefined;
  index: CompanyIndex | undefined;
}

/** Whether a receipt stands in the bulletin, and whether this round signed it. */
export interface Finding {
  counted: boolean | undefined;
  signature: 'signed' | 'not-signed' | 'cannot-tell';
}

/** The manifest's hash behind `#`, if there is one. */
export function manifestIn(fragment: string): Hash | undefined {
  const parsed = Hash.safeParse(fragment.replace(/^#/, '').toLowerCase());
  return parsed.success ? parsed.data : undefined;
}

/** Everything public of a round, by the hash of its manifest alone. Refuses ManifestRefused, Refused ('round-unknown'), Unreachable. */
export async function readPublicRound(wire: Wire, hash: Hash): Promise<PublicRound> {
  const manifest = await checkManifest(hash, await wire.manifest(hash));
  const params = { manifest: hash };
  const [bulletin, index] = await Promise.all([
    absentWhenRefused(wire.call('readBulletin', { params })),
    absentWhenRefused(wire.call('readCompanyIndex', { params })),
  ]);
  return { manifest, bulletin, index };
}

async function absentWhenRefused<T>(reply: Promise<T>): Promise<T | undefined> {
  try {
    return await reply;
  } catch (fault) {
    if (fault instanceof Refused && (fault.code === 'not-published' || fault.code === 'not-yet-shown')) return undefined;
    throw fault;
  }
}

/** Searches the whole bulletin on this device. */
export async function findReceipt({ manifest, bulletin }: PublicRound, receipt: Receipt): Promise<Finding> {
  return { counted: bulletin && isInBulletin(bulletin, receipt), signature: await receiptSignature(manifest, receipt) };
}

/** Why nothing could be read of a round. */
export function faultOf(fault: unknown): 'differs' | 'unknown' | 'lost' {
  if (fault instanceof ManifestRefused) return 'differs';
  return fault instanceof Refused ? 'unknown' : 'lost';
}
