import { generateKeyPair } from 'node:crypto';
import { promisify } from 'node:util';
import { toBase64Url } from '#shared/ballot/encoding.js';
import type { BallotKind, Hash, UnitId } from '#shared/ballot/manifest.js';
import { hashOf } from '../hash-of.js';

const generate = promisify(generateKeyPair);

/** Both halves in DER: PKCS #8 and SPKI. */
export interface SigningKey {
  privateKey: Uint8Array;
  publicKey: Uint8Array;
}

export type SigningKeys = Map<UnitId, Partial<Record<BallotKind, SigningKey>>>;

/** Ed25519 for receipts: the private half in PKCS #8 DER, the public half as the manifest has it (raw, base64url). */
export interface BoxKey {
  privateKey: Uint8Array;
  publicKey: string;
}

/** Node makes keys in its thread pool, which has four threads: the fourth is left to reading files and to people who sign in. */
const AT_ONCE = 3;

export interface MakingKeys {
  /** Told after each key how many there are; what it throws ends the making. */
  made?: (keys: number) => void;
  /** Left out: each key is made. Tests give some of a stock. */
  makeKey?: () => Promise<SigningKey>;
}

/** An RSA-2048 key pair for every unit and kind, made off the event loop. */
export async function makeSigningKeys(
  units: readonly UnitId[],
  kinds: readonly BallotKind[],
  { made = () => {}, makeKey = makeSigningKey }: MakingKeys = {},
): Promise<SigningKeys> {
  const keys: SigningKeys = new Map(units.map((unit) => [unit, {}]));
  const wanted = units.flatMap((unit) => kinds.map((kind) => ({ unit, kind })));
  const next = wanted[Symbol.iterator]();
  let count = 0;
  const work = async () => {
    for (const { unit, kind } of next) {
      const key = await makeKey();
      Object.assign(keys.get(unit) ?? {}, { [kind]: key });
      count += 1;
      made(count);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return keys;
}

/** Plain `rsaEncryption`, exponent 65537: what browsers, node:crypto and RFC 9474 agree on. */
export async function makeSigningKey(): Promise<SigningKey> {
  return generate('rsa', {
    modulusLength: 2048,
    publicExponent: 65537,
    publicKeyEncoding: { type: 'spki', format: 'der' },
    privateKeyEncoding: { type: 'pkcs8', format: 'der' },
  });
}

export async function makeBoxKey(): Promise<BoxKey> {
  const { privateKey, publicKey } = await generate('ed25519');
  return { privateKey: privateKey.export({ type: 'pkcs8', format: 'der' }), publicKey: String(publicKey.export({ format: 'jwk' }).x) };
}

/** How the manifest names a public key: SHA-256 of its SPKI DER. */
export function fingerprintOf(publicKey: Uint8Array): Hash {
  return hashOf(publicKey);
}

/** The key as it travels to browsers. */
export function publicKeyText({ publicKey }: SigningKey): string {
  return toBase64Url(publicKey);
}
