import { z } from 'zod';
import { Answers } from '../instrument/answers.js';
import { canonicalBytes } from './canonical.js';
import { BallotKind, type Hash, RoundId, UnitId } from './manifest.js';

/** The 32-byte random prefix of RFC 9474, in hexadecimal: made by the browser, known to nobody else until it casts. */
export const BallotId = z
  .string()
  .regex(/^[0-9a-f]{64}$/)
  .brand<'BallotId'>();
export type BallotId = z.infer<typeof BallotId>;

/** 256 bytes (RSA-2048) in base64url. */
export const RsaBytes = z.string().regex(/^[A-Za-z0-9_-]{342}$/);

/** One answer sheet. It names a unit and nobody in it. */
export const Ballot = z.strictObject({
  round: RoundId,
  id: BallotId,
  unit: UnitId,
  kind: BallotKind,
  signature: RsaBytes,
  answers: Answers,
});
export type Ballot = z.infer<typeof Ballot>;

/** The message whose SHA-256 the unit's key signs behind the ballot's id (RFC 9474): that this is one ballot of this kind, for this unit, under these terms. */
export function ballotMessage(manifest: Hash, unit: UnitId, kind: BallotKind): Uint8Array {
  return canonicalBytes({ version: 1, manifest, unit, kind });
}
