import { fromBase32, fromHex, toBase32, toHex } from './encoding.js';
import type { Hash } from './manifest.js';

/** An invitation as it travels: 128 bits of token, and the whole hash of the manifest. */
export interface InvitationCode {
  /** 16 bytes in base32, 26 characters. */
  token: string;
  manifest: Hash;
}

/** Token and hash, whole: a letter or digit more at either end is another code's, or a typing error. */
const CODE = /(?:^|[^0-9A-Z])([0-9A-Z]{26})\.([0-9A-Z]{52})(?![0-9A-Z])/;

/** `TOKEN.HASH`, both in base32, as it stands in the link behind `#` and as printed code. Refuses (RangeError) a hash that is none. */
export function writeInvitationCode(code: InvitationCode): string {
  return `${code.token}.${toBase32(fromHex(code.manifest))}`;
}

/**
 * Reads a whole link, a link whose `#` a mail filter turned into `%23`, or a code as typed (any case, spaces, dashes, line breaks), also with what mail
 * programs put into or around it: marks that nobody sees, the `>` of a quoted line, brackets, a filter's own address.
 * Undefined when the code is incomplete.
 */
export function parseInvitationCode(text: string): InvitationCode | undefined {
  const behind = text.trim().split(/#|%23/i).at(-1) ?? '';
  const clean = behind
    .toUpperCase()
    .replace(/[\s\p{Pd}\p{Cf}>]/gu, '')
    .replaceAll('O', '0')
    .replace(/[IL]/g, '1');
  const [, token, hash] = CODE.exec(clean) ?? [];
  if (!token || !hash) return undefined;
  try {
    return { token: toBase32(fromBase32(token)), manifest: toHex(fromBase32(hash)) as Hash };
  } catch {
    return undefined; // U, the one letter that base32 does without
  }
}
