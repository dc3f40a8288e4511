import { makeSigningKey, type SigningKey } from '#server/keys/keys.js';
import { STORED, type StoredKey } from './key-pairs.js';

/** Where none are stored, each is made when it is first wanted. */
const stock: Promise<SigningKey>[] = STORED.map(keyOf);
const STOCKED = STORED.length || 48;
let given = 0;

/**
 * Another key each time, and after the last of the stock the first one again: two rounds may share some, and so may units of one that has more.
 * What a key signs names its round and unit, so that a shared one lets nothing through.
 */
export function stockedKey(): Promise<SigningKey> {
  const at = given++ % STOCKED;
  stock[at] ??= makeSigningKey();
  return stock[at];
}

async function keyOf({ privateKey, publicKey }: StoredKey): Promise<SigningKey> {
  return { privateKey: Buffer.from(privateKey, 'base64'), publicKey: Buffer.from(publicKey, 'base64') };
}
