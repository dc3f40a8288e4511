import { createHash, randomBytes } from 'node:crypto';
import { castBallot } from '#server/ballots/cast-ballot.js';
import type { Clock } from '#server/clock.js';
import { collectBallots } from '#server/invitations/collect-ballots.js';
import { readInvitation } from '#server/invitations/read-invitation.js';
import type { OpenRounds } from '#server/open-rounds.js';
import type { BallotBox } from '#server/storage/port/ballot-box.js';
import type { Roll } from '#server/storage/port/roll.js';
import { type Ballot, type BallotId, ballotMessage } from '#shared/ballot/ballot.js';
import { fromBase64Url, joinBytes, toBase64Url, toHex } from '#shared/ballot/encoding.js';
import type { Hash, UnitId } from '#shared/ballot/manifest.js';
import type { Receipt } from '#shared/ballot/receipt.js';
import type { Answers } from '#shared/instrument/answers.js';
import { blind } from './blind.js';

/** What serves the ballot routes: everything below goes through the same use cases as a browser's requests. */
export interface PollingPlace {
  openRounds: OpenRounds;
  roll: Roll;
  ballotBox: BallotBox;
  clock: Clock;
}

export interface Invited {
  manifest: Hash;
  /** 26 base32 characters. */
  token: string;
  replacement?: boolean;
}

export type SignedBallot = Omit<Ballot, 'answers'>;

/** Exchanges an invitation for a signed scored ballot: blinds, collects, unblinds, verifies. */
export async function collect(place: PollingPlace, { manifest, token, replacement = false }: Invited): Promise<SignedBallot> {
  const { openRounds, roll, clock } = place;
  const round = await openRounds.invited(manifest);
  const { unit, keys } = await readInvitation({ roll, round }, { token });
  const id = randomBytes(32);
  const ballot = blind(fromBase64Url(keys.scored ?? ''), signedMessage(id, manifest, unit));
  const { signatures } = await collectBallots(
    { roll, round, now: clock.now() },
    { token, blinded: { scored: toBase64Url(ballot.blinded) }, replacement },
  );
  const signature = toBase64Url(ballot.finalize(fromBase64Url(signatures.scored ?? '')));
  return { round: round.id, id: toHex(id) as BallotId, unit, kind: 'scored', signature };
}

/** Casts a signed ballot with its answers. */
export async function cast({ openRounds, ballotBox, clock }: PollingPlace, ballot: SignedBallot, answers: Answers): Promise<Receipt> {
  const round = await openRounds.castable(ballot.round);
  return castBallot({ ballotBox, round, now: clock.now() }, { ...ballot, answers });
}

/** One person answers: from the invitation to the receipt. The unit may be asked for by `answersIn`, which is told where the invitation counts. */
export async function vote(place: PollingPlace, invited: Invited, answersIn: (unit: UnitId) => Answers): Promise<Receipt> {
  const ballot = await collect(place, invited);
  return cast(place, ballot, answersIn(ballot.unit));
}

/** Many people answer, some at a time, so that claims and casts share their commits. Receipts in the order of the voters. */
export async function voteAll<Voter extends Invited>(
  place: PollingPlace,
  voters: readonly Voter[],
  answersOf: (voter: Voter, unit: UnitId) => Answers,
  atOnce = 32,
): Promise<Receipt[]> {
  const receipts: Receipt[] = [];
  for (let from = 0; from < voters.length; from += atOnce) {
    const group = voters.slice(from, from + atOnce);
    receipts.push(...(await Promise.all(group.map((voter) => vote(place, voter, (unit) => answersOf(voter, unit))))));
  }
  return receipts;
}

/** What is signed: the ballot's id, then SHA-256 of its message (RFC 9474 with a 32-byte random prefix). */
function signedMessage(id: Uint8Array, manifest: Hash, unit: UnitId): Uint8Array {
  return joinBytes(
    id,
    createHash('sha256')
      .update(ballotMessage(manifest, unit, 'scored'))
      .digest(),
  );
}
