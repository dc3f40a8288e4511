import { createPublicKey } from 'node:crypto';
import { fromBase64Url } from '#shared/ballot/encoding.js';
import type { BallotKind, Hash, Instant, Manifest, RoundId, UnitId } from '#shared/ballot/manifest.js';
import type { RoundState } from '#shared/round/states.js';

/** One signing key as collecting uses it: the private half stays behind `sign`. */
export interface BlindSigner {
  /** SPKI DER. */
  readonly publicKey: Uint8Array;
  /** The key's modulus n, 256 bytes: a blinded value must be below it. */
  readonly modulus: Uint8Array;
  /** The raw RSA private operation on 256 bytes below n. */
  sign(blinded: Uint8Array): Promise<Uint8Array>;
}

export type UnitSigners = Partial<Record<BallotKind, BlindSigner>>;

/** What collecting needs to know of a round: its terms, how it stands now, and its signers by unit (none once they are destroyed). */
export interface InvitedRound {
  readonly id: RoundId;
  readonly hash: Hash;
  readonly manifest: Manifest;
  readonly state: RoundState;
  /** When collecting ends as it stands now. */
  readonly closes: Instant;
  readonly signers: ReadonlyMap<UnitId, UnitSigners>;
  /** State and end as they are by now: a roll may be overwritten while it is asked. */
  standsNow(): Promise<Pick<InvitedRound, 'state' | 'closes'>>;
}

/** The modulus of an RSA public key (SPKI DER), as many bytes as the key has. */
export function modulusOf(spki: Uint8Array): Uint8Array {
  const { n } = createPublicKey({ key: Buffer.from(spki), format: 'der', type: 'spki' }).export({ format: 'jwk' });
  return fromBase64Url(String(n));
}
