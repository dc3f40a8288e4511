import { fromBase32, fromHex, toBase32, toHex } from './encoding.js';
import type { Hash } from './manifest.js';

/** An invitation as it travels: 128 bits of token, and the whole hash of the manifest. */
export interface InvitationCode {
  /** 16 bytes in base32, 26 characters. */
  token: string;
  manifest: Hash;
}

const TOKEN_LENGTH = 26;
const HASH_LENGTH = 52;

/** `TOKEN.HASH`, both in base32, as it stands in the link behind `#` and as printed code. Refuses (RangeError) a hash that is none. */
export function writeInvitationCode(code: InvitationCode): string {
  return `${code.token}.${toBase32(fromHex(code.manifest))}`;
}

/**
 * Reads a whole link, a link whose `#` a mail filter turned into `%23`, or a code as typed (any case, spaces, hyphens, line breaks).
 * Undefined when the code is incomplete.
 */
export function parseInvitationCode(text: string): InvitationCode | undefined {
  const behind = text.trim().split(/#|%23/i).at(-1) ?? '';
  const clean = behind.toUpperCase().replace(/[\s-]/g, '').replaceAll('O', '0').replace(/[IL]/g, '1');
  const match = /^([0-9A-Z]+)\.([0-9A-Z]+)$/.exec(clean);
  if (match?.[1]?.length !== TOKEN_LENGTH || match[2]?.length !== HASH_LENGTH) return undefined;
  try {
    return { token: toBase32(fromBase32(match[1])), manifest: toHex(fromBase32(match[2])) as Hash };
  } catch {
    return undefined;
  }
}
