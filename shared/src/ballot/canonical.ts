type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json | undefined };

/**
 * JSON by RFC 8785: keys sorted by UTF-16 code units, no white space, numbers and strings as ECMAScript prints them.
 * Members that are undefined are left out. Refuses (RangeError) what JSON cannot say: NaN, infinities, functions.
 */
export function canonicalJson(value: unknown): string {
  return write(value as Json);
}

/** The same in UTF-8 bytes, ready for hashing. */
export function canonicalBytes(value: unknown): Uint8Array {
  return new TextEncoder().encode(canonicalJson(value));
}

function write(value: Json): string {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new RangeError('a number that JSON cannot say');
    return JSON.stringify(value);
  }
  if (Array.isArray(value)) return `[${value.map(write).join(',')}]`;
  if (typeof value !== 'object') throw new RangeError(`a ${typeof value} that JSON cannot say`);
  const members = Object.entries(value).filter((member): member is [string, Json] => member[1] !== undefined);
  members.sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([key, member]) => `${JSON.stringify(key)}:${write(member)}`).join(',')}}`;
}
