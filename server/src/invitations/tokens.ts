import { createHash, createHmac } from 'node:crypto';
import { toBase32 } from '#shared/ballot/encoding.js';

const TOKEN_BYTES = 16;

/** The token of an invitation, 26 base32 characters: HMAC-SHA-256 under the round's mail key. Made anew whenever a mail is rendered or a sheet is streamed, kept nowhere. */
export function tokenOf(mailKey: Uint8Array, invitation: string): string {
  return toBase32(tokenBytes(mailKey, invitation));
}

/** What the roll knows the invitation by: SHA-256 of the token's 16 bytes. */
export function tokenHashOf(mailKey: Uint8Array, invitation: string): Uint8Array {
  return createHash('sha256').update(tokenBytes(mailKey, invitation)).digest();
}

function tokenBytes(mailKey: Uint8Array, invitation: string): Uint8Array {
  return createHmac('sha256', mailKey).update(invitation).digest().subarray(0, TOKEN_BYTES);
}
