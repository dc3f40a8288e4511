import { constants, createPublicKey, generateKeyPairSync, type KeyObject, publicEncrypt, randomBytes, sign, verify } from 'node:crypto';
import { fromBase64Url } from '#shared/ballot/encoding.js';

/** What the browser's library does for people, in Node and fast enough for a few thousand sample ballots: RSABSSA-SHA384-PSS-Randomized (RFC 9474), RSA-2048. */
export interface Blinded {
  /** 256 bytes, to be signed. */
  blinded: Uint8Array;
  /** The signature of `message` from the signature of `blinded`. Throws when the key did not make it. */
  finalize(blindSignature: Uint8Array): Uint8Array;
}

const BYTES = 256;
const PSS = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 48 };

/** Blinds a message for a public key (SPKI DER). */
export function blind(spki: Uint8Array, message: Uint8Array): Blinded {
  const key = createPublicKey({ key: Buffer.from(spki), format: 'der', type: 'spki' });
  const n = toInteger(fromBase64Url(String(key.export({ format: 'jwk' }).n)));
  const { factor, inverse } = blindingFactor(n);
  const encoded = toInteger(encodePss(message));
  const blinded = (encoded * toInteger(raise(key, toBytes(factor)))) % n;
  return {
    blinded: toBytes(blinded),
    finalize(blindSignature) {
      const signature = toBytes((toInteger(blindSignature) * inverse) % n);
      if (!verify('sha384', message, { key, ...PSS }, signature)) throw new Error('the blind signature is not of this key');
      return signature;
    },
  };
}

const encoder = generateKeyPairSync('rsa', { modulusLength: 8 * BYTES });

/** EMSA-PSS depends on no key but on its length: node:crypto's own encoding, taken out of a signature by a key that nobody uses otherwise. */
function encodePss(message: Uint8Array): Uint8Array {
  return raise(encoder.publicKey, sign('sha384', message, { key: encoder.privateKey, ...PSS }));
}

/** x^e mod n. */
function raise(key: KeyObject, x: Uint8Array): Uint8Array {
  return publicEncrypt({ key, padding: constants.RSA_NO_PADDING }, x);
}

function blindingFactor(n: bigint): { factor: bigint; inverse: bigint } {
  for (;;) {
    const factor = toInteger(randomBytes(BYTES));
    const inverse = factor < n ? inverseOf(factor, n) : undefined;
    if (inverse !== undefined) return { factor, inverse };
  }
}

/** By Euclid; undefined where there is none. */
function inverseOf(a: bigint, n: bigint): bigint | undefined {
  let [r, next] = [n, a];
  let [t, nextT] = [0n, 1n];
  while (next !== 0n) {
    const quotient = r / next;
    [r, next] = [next, r - quotient * next];
    [t, nextT] = [nextT, t - quotient * nextT];
  }
  if (r !== 1n) return undefined;
  return t < 0n ? t + n : t;
}

function toInteger(bytes: Uint8Array): bigint {
  return BigInt(`0x${Buffer.from(bytes).toString('hex')}`);
}

function toBytes(integer: bigint): Uint8Array {
  return Buffer.from(integer.toString(16).padStart(2 * BYTES, '0'), 'hex');
}
