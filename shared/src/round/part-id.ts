const LETTERS = 36n;
const LENGTH = 12;

/** 53 bits of a text, by the multiply-and-mix of cyrb53 (public domain); no secret depends on it. */
function mixed(text: string, seed: number): bigint {
  let a = 0xdeadbeef ^ seed;
  let b = 0x41c6ce57 ^ seed;
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    a = Math.imul(a ^ code, 2654435761);
    b = Math.imul(b ^ code, 1597334677);
  }
  a = Math.imul(a ^ (a >>> 16), 2246822507) ^ Math.imul(b ^ (b >>> 13), 3266489909);
  b = Math.imul(b ^ (b >>> 16), 2246822507) ^ Math.imul(a ^ (a >>> 13), 3266489909);
  return (BigInt(b >>> 0) << 32n) | BigInt(a >>> 0);
}

/** An id of 12 characters 0-9a-z (62 bits) made of the ids of parts: the same parts in any order, the same id, in every round. */
export function idOfParts(parts: readonly string[]): string {
  const text = [...parts].sort().join('\n');
  let number = (mixed(text, 1) << 64n) | mixed(text, 2);
  let id = '';
  for (let i = 0; i < LENGTH; i += 1) {
    id += (number % LETTERS).toString(36);
    number /= LETTERS;
  }
  return id;
}
