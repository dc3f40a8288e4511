import { createCipheriv, createDecipheriv, hkdfSync } from 'node:crypto';
import type { RoundId } from '#shared/ballot/manifest.js';
import type { KeyName } from '../storage/port/round-keys.js';

/** Whose key it is: a key wrapped for one round or name opens as no other. */
export interface KeyPlace {
  round: RoundId;
  name: KeyName;
}

const NONCE = 12;
const TAG = 16;

/** AES-256-GCM under a key of this place's own, by HKDF-SHA-256 from SESSION_SECRET. The reply is nonce, tag and ciphertext. */
export function wrapKey(sessionSecret: string, place: KeyPlace, key: Uint8Array, nonce: Uint8Array): Uint8Array {
  const cipher = createCipheriv('aes-256-gcm', wrappingKey(sessionSecret, place), nonce.subarray(0, NONCE));
  const sealed = Buffer.concat([cipher.update(key), cipher.final()]);
  return Buffer.concat([nonce.subarray(0, NONCE), cipher.getAuthTag(), sealed]);
}

/** A wrapped key that was changed, or that was wrapped for another place or under another SESSION_SECRET. */
export class KeyDoesNotOpen extends Error {
  constructor() {
    super('a wrapped key does not open: it was changed, or SESSION_SECRET is not the one it was wrapped under');
    this.name = 'KeyDoesNotOpen';
  }
}

/** Throws `KeyDoesNotOpen` when the bytes were changed, or were wrapped for another place or under another SESSION_SECRET. */
export function unwrapKey(sessionSecret: string, place: KeyPlace, wrapped: Uint8Array): Uint8Array {
  const decipher = createDecipheriv('aes-256-gcm', wrappingKey(sessionSecret, place), wrapped.subarray(0, NONCE));
  try {
    decipher.setAuthTag(wrapped.subarray(NONCE, NONCE + TAG));
    return Buffer.concat([decipher.update(wrapped.subarray(NONCE + TAG)), decipher.final()]);
  } catch {
    throw new KeyDoesNotOpen();
  }
}

function wrappingKey(sessionSecret: string, { round, name }: KeyPlace): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', sessionSecret, round, `candour round key: ${name}`, 32));
}
