import type { Ballot } from '#shared/ballot/ballot.js';
import { fromBase64Url } from '#shared/ballot/encoding.js';
import type { Receipt } from '#shared/ballot/receipt.js';
import { Refusal } from '#shared/contract/refusal.js';
import type { BallotBox } from '../storage/port/ballot-box.js';
import type { OpenRound } from './open-round.js';

export interface CastNeeds {
  ballotBox: BallotBox;
  round: OpenRound;
  now: Date;
}

/**
 * Counts one ballot, once. The same ballot again returns the same receipt, whatever answers come with it: the first count, and nobody can
 * probe what was said. Once the box is sealed a ballot that was counted still gets its receipt, while there is a key to sign it.
 * Refuses: casting before its window, a signature that is not of the unit's key, answers outside the form, a full unit, a sealed round.
 */
export async function castBallot({ ballotBox, round, now }: CastNeeds, ballot: Ballot): Promise<Receipt> {
  if (now < new Date(round.manifest.terms.castFrom)) {
    throw new Refusal('round-not-yet-open', { remedy: 'Sending is not open yet. Your ballot stays on this device until then.' });
  }
  const signature = fromBase64Url(ballot.signature);
  if (!(await round.isSigned(ballot, signature))) {
    throw new Refusal('signature-refused', { field: 'signature', remedy: 'Collect the ballot again from your invitation.' });
  }
  // Only scored ballots answer the form; other kinds have no place in this box yet.
  const unknown = ballot.kind === 'scored' ? round.firstUnknownAnswer(ballot.answers) : 'kind';
  if (unknown) {
    throw new Refusal('answers-unknown', { field: `answers.${unknown}`, remedy: 'Reload the page; your answers are kept in this tab.' });
  }
  const { id, unit, kind, answers } = ballot;
  // Signed while the ballot is on its way to the disks, and told to nobody before it is there: it tells nothing but the ballot's own hash.
  const receipt = round.receiptFor(id);
  receipt.catch(() => {}); // thrown where it is waited for; nobody is, where the box refuses first
  const outcome = await ballotBox.castOnce(round.id, { id, unit, kind, signature, answers: round.answerBytes(answers) });
  return receiptOf(outcome, receipt);
}

type Outcome = Awaited<ReturnType<BallotBox['castOnce']>>;

/** A ballot whose id is in the box, sealed or not, is `counted-before`; so `sealed` means that it never was. */
async function receiptOf(outcome: Outcome, signed: Promise<Receipt | undefined>): Promise<Receipt> {
  if (outcome === 'unit-full') {
    throw new Refusal('unit-full', {
      remedy: 'More ballots arrived for this unit than people were invited. Nothing was stored; tell your steward.',
    });
  }
  const receipt = outcome === 'sealed' ? undefined : await signed;
  if (receipt) return receipt;
  throw new Refusal('round-closed', {
    remedy: 'The round is closed; nothing was stored. A ballot sent in time stands in the list of counted ballots.',
  });
}
