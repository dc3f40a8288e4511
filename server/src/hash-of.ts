import { createHash } from 'node:crypto';
import type { Hash } from '#shared/ballot/manifest.js';

/** SHA-256 as manifests name things by it: a manifest itself, a public key, a file of the ballot page. */
export function hashOf(bytes: Uint8Array): Hash {
  return createHash('sha256').update(bytes).digest('hex') as Hash;
}
