import { createHash } from 'node:crypto';
import { canonicalBytes } from '#shared/ballot/canonical.js';
import { fromBase64Url, toBase64Url } from '#shared/ballot/encoding.js';
import type { BallotKind } from '#shared/ballot/manifest.js';
import { Refusal } from '#shared/contract/refusal.js';
import { isOver } from '#shared/round/states.js';
import type { ClaimOutcome } from '../storage/port/roll.js';
import { hashOfToken, type InvitationNeeds, unknownInvitation } from './read-invitation.js';
import type { InvitedRound, UnitSigners } from './round-invited.js';

/** Base64url, one for each kind of ballot in the round. */
export type ByKind = Partial<Record<BallotKind, string>>;

export interface CollectInput {
  token: string;
  blinded: ByKind;
  /** Take the replacement, if the invitation was fetched before with other bytes. */
  replacement: boolean;
}

type CollectNeeds = InvitationNeeds & { now: Date };

/**
 * Exchanges an invitation, once, for blindly signed ballots; the same bytes again get the same signatures. The claim is on disk before anything is signed.
 * Refuses: outside the round's times, an unknown invitation, a value that a key cannot sign, an invitation fetched with other bytes, a replacement beyond the spares.
 */
export async function collectBallots(needs: CollectNeeds, input: CollectInput): Promise<{ signatures: ByKind }> {
  const { roll, round } = needs;
  refuseOutsideTimes(round, needs.now);
  const tokenHash = hashOfToken(input.token);
  const unit = await roll.unitOf(round.id, tokenHash);
  const signers = unit && round.signers.get(unit);
  if (!signers) throw await whyUnknown(needs);
  const blinded = blindedValues(round, signers, input.blinded);

  const claim = { tokenHash, blinded: hashOfBlinded(input.blinded), replacement: input.replacement };
  const { outcome } = await roll.claim(round.id, claim);
  if (outcome === 'unknown') throw await whyUnknown(needs);
  if (outcome !== 'granted') throw refusalOf(outcome);
  return { signatures: await signAll(signers, blinded) };
}

/** A round that has begun to close, or was cancelled, since the request came knows no invitation any more: that is not the link's fault. */
async function whyUnknown({ round, now }: CollectNeeds): Promise<Refusal> {
  refuseOutsideTimes({ ...round, ...(await round.standsNow()) }, now);
  return unknownInvitation();
}

function refuseOutsideTimes({ state, manifest: { terms }, closes }: Pick<InvitedRound, 'state' | 'manifest' | 'closes'>, now: Date): void {
  if (state === 'cancelled') throw new Refusal('round-cancelled', { remedy: 'The round was cancelled. There is nothing to do for you.' });
  if (state !== 'closing' && !isOver(state) && now < new Date(terms.opens)) {
    throw new Refusal('round-not-yet-open', { remedy: `Come back when the round opens, on ${terms.opens}.` });
  }
  const ended = state === 'closing' || isOver(state) || now >= new Date(terms.collectUntil) || now >= new Date(closes);
  if (ended) throw collectingEnded();
}

/** Checked before the invitation is claimed: a value that cannot be signed must not use it up. */
function blindedValues(round: InvitedRound, signers: UnitSigners, blinded: ByKind): [BallotKind, Uint8Array][] {
  const kinds = round.manifest.kinds.filter((kind) => signers[kind]);
  const surplus = (Object.keys(blinded) as BallotKind[]).find((kind) => !kinds.includes(kind));
  if (surplus) throw outOfRange(surplus);
  return kinds.map((kind) => {
    const bytes = fromBase64Url(blinded[kind] ?? '');
    const modulus = signers[kind]?.modulus;
    if (!modulus || bytes.length !== modulus.length || Buffer.compare(bytes, modulus) >= 0) throw outOfRange(kind);
    return [kind, bytes];
  });
}

function hashOfBlinded(blinded: ByKind): Uint8Array {
  return createHash('sha256').update(canonicalBytes(blinded)).digest();
}

async function signAll(signers: UnitSigners, blinded: readonly [BallotKind, Uint8Array][]): Promise<ByKind> {
  const signed = await Promise.all(blinded.map(async ([kind, bytes]) => [kind, await signers[kind]?.sign(bytes)] as const));
  return Object.fromEntries(signed.flatMap(([kind, signature]) => (signature ? [[kind, toBase64Url(signature)]] : [])));
}

function refusalOf(outcome: Exclude<ClaimOutcome['outcome'], 'granted' | 'unknown'>): Refusal {
  if (outcome === 'stopped') return collectingEnded();
  if (outcome === 'elsewhere') {
    return new Refusal('fetched-elsewhere', {
      reason: 'A ballot was already fetched with your invitation. We do not know whether it was sent or what it says.',
      remedy: 'Yours, on another device? Finish there. Lost? Take a replacement. Not you? Take a replacement and tell your steward.',
    });
  }
  return new Refusal('no-replacement-left', {
    reason: 'A ballot was already fetched with your invitation, and no replacement is left for it.',
    remedy: 'Finish on the device that fetched it, or ask your steward.',
  });
}

function collectingEnded(): Refusal {
  return new Refusal('collecting-ended', {
    remedy: 'No ballots are handed out any more. One that you already fetched can still be sent for a short while.',
  });
}

function outOfRange(kind: BallotKind): Refusal {
  return new Refusal('blinded-out-of-range', {
    field: `blinded.${kind}`,
    remedy: 'Reload the page and press Start again; your invitation was not used.',
  });
}
