import { codeOf, stepAt } from '#server/accounts/totp.js';

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** The bytes of a key as people type it (RFC 4648 base32); spaces between its letters are left out. */
export function keyBytes(typed: string): Uint8Array {
  const letters = typed.replaceAll(/\s/g, '');
  const bits = Array.from(letters, (letter) => BASE32.indexOf(letter).toString(2).padStart(5, '0')).join('');
  return Uint8Array.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
}

/** An authenticator app that was given a key: what it shows at a moment, or so many steps of 30 s later. */
export function anAuthenticator(typed: string) {
  const key = keyBytes(typed);
  return { code: (moment: Date, steps = 0) => codeOf(key, stepAt(moment) + steps) };
}
