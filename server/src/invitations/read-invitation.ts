import { createHash } from 'node:crypto';
import { fromBase32, toBase64Url } from '#shared/ballot/encoding.js';
import type { BallotKind, UnitId } from '#shared/ballot/manifest.js';
import { Refusal } from '#shared/contract/refusal.js';
import type { Roll } from '../storage/port/roll.js';
import type { InvitedRound } from './round-invited.js';

export interface InvitationNeeds {
  roll: Roll;
  round: InvitedRound;
}

/**
 * The unit in which an invitation counts, and that unit's public keys (SPKI DER, base64url). Never whether a ballot was fetched.
 * Refuses an invitation that is not of this round, and every one once the round is over.
 */
export async function readInvitation(
  { roll, round }: InvitationNeeds,
  { token }: { token: string },
): Promise<{ unit: UnitId; keys: Partial<Record<BallotKind, string>> }> {
  const unit = await roll.unitOf(round.id, hashOfToken(token));
  const signers = unit && round.signers.get(unit);
  if (!unit || !signers) throw unknownInvitation();
  const keys: Partial<Record<BallotKind, string>> = {};
  for (const kind of round.manifest.kinds) {
    const signer = signers[kind];
    if (signer) keys[kind] = toBase64Url(signer.publicKey);
  }
  return { unit, keys };
}

/** "Not me": the holder did not fetch what was fetched with their invitation. A nameless count; never answers whether anything was fetched. */
export async function sayNotMe({ roll, round }: InvitationNeeds, { token }: { token: string }): Promise<void> {
  const tokenHash = hashOfToken(token);
  if (!(await roll.unitOf(round.id, tokenHash))) throw unknownInvitation();
  await roll.sayNotMe(round.id, tokenHash);
}

/** What the roll knows an invitation by: SHA-256 of the token's 16 bytes. */
export function hashOfToken(token: string): Uint8Array {
  return createHash('sha256').update(fromBase32(token)).digest();
}

export function unknownInvitation(): Refusal {
  return new Refusal('invitation-unknown', {
    field: 'token',
    remedy: 'Open the link of your invitation again, whole, or paste the code printed under it.',
  });
}
