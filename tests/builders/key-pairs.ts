import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyPairKeyObjectResult } from 'node:crypto';
import { readFileSync } from 'node:fs';

/** Both halves in DER, base64. */
export interface StoredKey {
  privateKey: string;
  publicKey: string;
}

/** Real RSA keys (`tests/stock-of-keys.mjs`); outside of Jest there are none. */
export const STORED: readonly StoredKey[] = read(process.env.CANDOUR_TEST_SIGNING_KEYS);

function read(file: string | undefined): StoredKey[] {
  return file ? JSON.parse(readFileSync(file, 'utf8')) : [];
}

/** The stock's key of this number, or one that is made. */
export function rsaPair(at: number): KeyPairKeyObjectResult {
  const stored = STORED[at];
  if (!stored) return generateKeyPairSync('rsa', { modulusLength: 2048 });
  const privateKey = createPrivateKey({ key: Buffer.from(stored.privateKey, 'base64'), format: 'der', type: 'pkcs8' });
  return { privateKey, publicKey: createPublicKey(privateKey) };
}
