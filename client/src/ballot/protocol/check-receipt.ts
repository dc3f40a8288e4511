import type { Bulletin } from '#shared/ballot/bulletin.js';
import { fromBase64Url } from '#shared/ballot/encoding.js';
import type { Manifest } from '#shared/ballot/manifest.js';
import { type Receipt, receiptMessage } from '#shared/ballot/receipt.js';

/** Whether the box key signed the receipt; 'cannot-tell' in browsers without Ed25519. */
export async function receiptSignature(manifest: Manifest, receipt: Receipt): Promise<'signed' | 'not-signed' | 'cannot-tell'> {
  try {
    const key = await crypto.subtle.importKey('raw', bytesOf(manifest.boxKey), { name: 'Ed25519' }, false, ['verify']);
    const message = Uint8Array.from(receiptMessage(receipt.manifest, receipt.ballot));
    return (await crypto.subtle.verify('Ed25519', key, bytesOf(receipt.signature), message)) ? 'signed' : 'not-signed';
  } catch {
    return 'cannot-tell';
  }
}

/** Whether a counted ballot of any kind is the receipt's. Searched here: the bulletin comes whole, the receipt goes nowhere. */
export function isInBulletin({ ballots }: Bulletin, { ballot }: Receipt): boolean {
  return Object.values(ballots).some((list) => list.includes(ballot));
}

function bytesOf(base64Url: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(fromBase64Url(base64Url));
}
