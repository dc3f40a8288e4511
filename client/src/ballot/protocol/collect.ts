import type { InvitationCode } from '#shared/ballot/link.js';
import type { UnitId } from '#shared/ballot/manifest.js';
import { type Blank, blindBlank, unblindSignature } from './blank.js';
import { BallotGone, type Device, type PendingBallot } from './device.js';
import type { UnitKey } from './unit-keys.js';
import { Refused, type Wire } from './wire.js';

/** A signature that is not of the unit's key came back: nothing may be answered with it. */
export class SignatureWrong extends Error {
  override readonly name = 'SignatureWrong';
}

/** Runs alone among all tabs of this browser. */
export type Alone = <T>(act: () => Promise<T>) => Promise<T>;

/** A ballot that can be cast. */
export type SignedBallot = PendingBallot & { signatures: NonNullable<PendingBallot['signatures']> };

export interface CollectNeeds {
  device: Device;
  wire: Wire;
  alone: Alone;
}

export interface CollectInput {
  code: InvitationCode;
  unit: UnitId;
  keys: readonly UnitKey[];
  replacement: boolean;
}

/** Bytes that the roll will never sign: what was made with them is of no use any more. */
const USELESS_AFTER = new Set(['fetched-elsewhere', 'no-replacement-left', 'blinded-out-of-range']);

/**
 * Exchanges the invitation for blank ballots, one of each kind. Kept and read back before the request, so that a tab killed at any moment
 * asks again with the same bytes and gets the same signatures. Two tabs get the same ballot.
 * Refuses what the server refuses (Refused), Unreachable, StorageRefused, SignatureWrong, BallotGone.
 */
export function collectBallots(needs: CollectNeeds, input: CollectInput): Promise<SignedBallot> {
  return needs.alone(async () => {
    const pending = await pendingFor(needs.device, input);
    if (isSigned(pending)) return pending;
    const signatures = await fetchSignatures(needs, input, pending);
    const signed = { ...pending, signatures: await unblindAll(input, pending, signatures) };
    // Erased while the reply was on its way: it stays erased.
    if (!needs.device.pending()) throw new BallotGone();
    needs.device.keep(signed);
    return signed;
  });
}

export function isSigned(pending: PendingBallot): pending is SignedBallot {
  return pending.signatures !== null;
}

async function pendingFor(device: Device, { code, unit, keys, replacement }: CollectInput): Promise<PendingBallot> {
  const kept = device.pending();
  if (kept && (isSigned(kept) || kept.replacement || !replacement)) return kept;
  const blanks: Blank[] = [];
  for (const key of keys) blanks.push(await blindBlank(key, code.manifest));
  const fresh: PendingBallot = { format: 1, unit, replacement, blanks, signatures: null, sendTried: false };
  device.keep(fresh);
  return fresh;
}

async function fetchSignatures({ wire, device }: CollectNeeds, { code }: CollectInput, { blanks, replacement }: PendingBallot) {
  const blinded = Object.fromEntries(blanks.map((blank) => [blank.kind, blank.blinded]));
  try {
    return (await wire.call('collectBallots', { body: { ...code, blinded, replacement } })).signatures;
  } catch (refusal) {
    if (refusal instanceof Refused && USELESS_AFTER.has(refusal.code)) device.erase();
    throw refusal;
  }
}

async function unblindAll({ keys, code }: CollectInput, { blanks }: PendingBallot, blind: SignedBallot['signatures']) {
  const signatures: SignedBallot['signatures'] = {};
  for (const blank of blanks) {
    const key = keys.find(({ kind, unit }) => kind === blank.kind && unit === blank.unit)?.key;
    const signature = blind[blank.kind];
    if (!key || !signature) throw new SignatureWrong();
    signatures[blank.kind] = await unblindSignature(key, code.manifest, blank, signature).catch(() => {
      throw new SignatureWrong();
    });
  }
  return signatures;
}
