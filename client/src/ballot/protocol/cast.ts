import type { Ballot } from '#shared/ballot/ballot.js';
import { fromHex } from '#shared/ballot/encoding.js';
import type { Hash, RoundId } from '#shared/ballot/manifest.js';
import type { Receipt } from '#shared/ballot/receipt.js';
import type { Answers } from '#shared/instrument/answers.js';
import type { Alone, SignedBallot } from './collect.js';
import { BallotGone, type Device } from './device.js';
import { sha256Hex } from './digest.js';
import type { Wire } from './wire.js';

/** What came back speaks of another ballot. */
export class ReceiptWrong extends Error {}

export interface CastNeeds {
  device: Device;
  wire: Wire;
  alone: Alone;
}

export interface CastInput {
  manifest: Hash;
  round: RoundId;
  ballot: SignedBallot;
  answers: Answers;
}

/** Exactly what is sent, for people who want to see it. Undefined when the ballot has no scored part. */
export function scoredBallot(round: RoundId, { blanks, signatures }: SignedBallot, answers: Answers): Ballot | undefined {
  const blank = blanks.find(({ kind }) => kind === 'scored');
  const signature = signatures.scored;
  return blank && signature ? { round, id: blank.id, unit: blank.unit, kind: 'scored', signature, answers } : undefined;
}

/**
 * Sends one ballot and keeps only its receipt. The same ballot may be sent any number of times: it counts once, the first time.
 * Refuses what the server refuses (Refused), Unreachable, BallotGone, ReceiptWrong.
 */
export function castBallot({ device, wire, alone }: CastNeeds, { manifest, round, ballot, answers }: CastInput): Promise<Receipt> {
  return alone(async () => {
    const body = scoredBallot(round, ballot, answers);
    const kept = device.pending();
    if (!body || !kept || kept.blanks.every(({ id }) => id !== body.id)) throw new BallotGone();
    device.keep({ ...kept, sendTried: true });
    const receipt = await wire.call('castBallot', { body });
    if (receipt.manifest !== manifest || receipt.ballot !== (await sha256Hex(fromHex(body.id)))) throw new ReceiptWrong();
    device.finish(receipt);
    return receipt;
  });
}
