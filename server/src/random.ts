import { randomBytes } from 'node:crypto';

/** Where random bytes come from; tests may give their own. */
export type Random = (bytes: number) => Uint8Array;

export const systemRandom: Random = (bytes) => randomBytes(bytes);

const ALPHABET = '0123456789abcdefghijklmnopqrstuvwxyz';

/** A new id of a registrar row: 12 lower-case letters and digits, 62 bits. */
export function newRowId(random: Random): string {
  let id = '';
  while (id.length < 12) {
    // 252 = 7 x 36: bytes beyond it would favour the first letters.
    for (const byte of random(16)) if (byte < 252 && id.length < 12) id += ALPHABET[byte % 36];
  }
  return id;
}
