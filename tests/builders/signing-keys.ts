import { readFileSync } from 'node:fs';
import { makeSigningKey, type SigningKey } from '#server/keys/keys.js';

/** Real RSA keys (`tests/stock-of-keys.mjs`); without such a file, as outside of Jest, each is made when it is first wanted. */
const file = process.env.CANDOUR_TEST_SIGNING_KEYS;
const stock: Promise<SigningKey>[] = file ? JSON.parse(readFileSync(file, 'utf8')).map(keyOf) : [];
const STOCKED = 48;
let given = 0;

/**
 * Another key each time, and after 48 the first one again: two rounds may share some, and so may units of one that has more.
 * What a key signs names its round and unit, so that a shared one lets nothing through.
 */
export function stockedKey(): Promise<SigningKey> {
  const at = given++ % STOCKED;
  stock[at] ??= makeSigningKey();
  return stock[at];
}

async function keyOf({ privateKey, publicKey }: Record<keyof SigningKey, string>): Promise<SigningKey> {
  return { privateKey: Buffer.from(privateKey, 'base64'), publicKey: Buffer.from(publicKey, 'base64') };
}
