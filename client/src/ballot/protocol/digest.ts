import { toHex } from '#shared/ballot/encoding.js';
import type { Hash } from '#shared/ballot/manifest.js';

/** SHA-256 of bytes, 32 bytes. */
export async function sha256(bytes: Uint8Array): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', Uint8Array.from(bytes)));
}

/** The same in hexadecimal. */
export async function sha256Hex(bytes: Uint8Array): Promise<Hash> {
  return toHex(await sha256(bytes)) as Hash;
}
