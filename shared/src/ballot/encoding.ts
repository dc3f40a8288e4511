const BASE32 = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));
const HEX_VALUES = valuesOf('0123456789abcdef', '0123456789ABCDEF');
const BASE64_VALUES = valuesOf('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_');

/** What each character stands for, by its code: its place in an alphabet, -1 for a character of none. Every cast decodes twice: looked up, that is fast. */
function valuesOf(...alphabets: readonly string[]): Int8Array {
  const values = new Int8Array(128).fill(-1);
  for (const alphabet of alphabets) for (let at = 0; at < alphabet.length; at++) values[alphabet.charCodeAt(at)] = at;
  return values;
}

/** 0 past the end, as if the text were filled up. */
function valueAt(text: string, at: number, values: Int8Array): number {
  return at < text.length ? (values[text.charCodeAt(at)] ?? -1) : 0;
}

/** Lower-case hexadecimal, two characters a byte. */
export function toHex(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += HEX[byte];
  return text;
}

/** The bytes of a hexadecimal text. Refuses (RangeError) an odd length or another character. */
export function fromHex(text: string): Uint8Array {
  if (text.length % 2 === 1) throw new RangeError('not hexadecimal');
  const bytes = new Uint8Array(text.length / 2);
  for (let at = 0; at < bytes.length; at++) {
    const byte = (valueAt(text, 2 * at, HEX_VALUES) << 4) | valueAt(text, 2 * at + 1, HEX_VALUES);
    if (byte < 0) throw new RangeError('not hexadecimal');
    bytes[at] = byte;
  }
  return bytes;
}

/** Base64 with `-` and `_` and without padding (RFC 4648, section 5). */
export function toBase64Url(bytes: Uint8Array): string {
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

/** The bytes of a base64url text; bits that fill no byte are left out. Refuses (RangeError) any character outside its alphabet. */
export function fromBase64Url(text: string): Uint8Array {
  if (text.length % 4 === 1) throw new RangeError('not base64url');
  const bytes = new Uint8Array(Math.floor((text.length * 3) / 4));
  for (let from = 0, at = 0; from < text.length; from += 4) {
    const four =
      (valueAt(text, from, BASE64_VALUES) << 18) |
      (valueAt(text, from + 1, BASE64_VALUES) << 12) |
      (valueAt(text, from + 2, BASE64_VALUES) << 6) |
      valueAt(text, from + 3, BASE64_VALUES);
    if (four < 0) throw new RangeError('not base64url');
    bytes[at++] = four >> 16;
    bytes[at++] = four >> 8;
    bytes[at++] = four; // past the end of `bytes` nothing is written
  }
  return bytes;
}

/** Crockford's base32, five bits a character, most significant first; the last character is filled with zero bits. */
export function toBase32(bytes: Uint8Array): string {
  let text = '';
  let pending = 0;
  let bits = 0;
  for (const byte of bytes) {
    pending = (pending << 8) | byte;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      text += BASE32[(pending >> bits) & 31];
    }
    pending &= (1 << bits) - 1;
  }
  return bits > 0 ? text + BASE32[(pending << (5 - bits)) & 31] : text;
}

/** The bytes of a base32 text as people type it: any case, O for 0, I or L for 1, spaces and hyphens anywhere; bits that fill no byte are left out. Refuses (RangeError) other characters. */
export function fromBase32(text: string): Uint8Array {
  const clean = text.toUpperCase().replace(/[\s-]/g, '').replaceAll('O', '0').replace(/[IL]/g, '1');
  const bytes = new Uint8Array(Math.floor((clean.length * 5) / 8));
  let pending = 0;
  let bits = 0;
  let at = 0;
  for (const character of clean) {
    const value = BASE32.indexOf(character);
    if (value < 0) throw new RangeError('not base32');
    pending = ((pending << 5) | value) & 0xfff;
    bits += 5;
    if (bits >= 8) {
      bits -= 8;
      bytes[at++] = (pending >> bits) & 255;
    }
  }
  return bytes;
}

/** The parts one after the other. */
export function joinBytes(...parts: readonly Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}
