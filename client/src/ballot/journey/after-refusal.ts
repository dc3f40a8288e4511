import { ReceiptWrong } from '../protocol/cast.js';
import { BallotGone, StorageRefused } from '../protocol/device.js';
import { Refused, Unreachable, type Wire } from '../protocol/wire.js';
import { fateOf, screenOfFault } from './open-invitation.js';
import type { InvitationFacts, Screen } from './screen.js';

type During = 'collecting' | 'sending';

/**
 * The screen after a ballot could not be collected or sent. Anything unforeseen is thrown on.
 * A round that has closed meanwhile may have been extended or ended by HR since it was read: when and why is read anew, or not told.
 */
export async function afterRefusal(wire: Wire, fault: unknown, facts: InvitationFacts, during: During): Promise<Screen> {
  if (!isClosed(fault)) return screenAfter(fault, facts, during);
  try {
    const now = await wire.call('readRoundNow', { params: { manifest: facts.code.manifest } });
    const read = { ...facts, now };
    const fate = await fateOf(wire, read);
    const screen = screenAfter(fault, read, during);
    return fate.counted && screen.at === 'closed' ? { at: 'closed', facts: read, receipts: screen.receipts, counted: true } : screen;
  } catch (unread) {
    return screenAfter(unread, facts, during);
  }
}

function isClosed(fault: unknown): boolean {
  return fault instanceof Refused && (fault.code === 'round-closed' || fault.code === 'collecting-ended');
}

function screenAfter(fault: unknown, facts: InvitationFacts, during: During): Screen {
  const hash = facts.code.manifest;
  if (fault instanceof Unreachable) return { at: 'lost', during };
  if (fault instanceof StorageRefused) return { at: 'refused', code: 'storage-refused' };
  if (fault instanceof ReceiptWrong) return { at: 'mistrusted', why: 'receipt-wrong', hash };
  if (fault instanceof BallotGone) return afterBallotGone(facts);
  // Its class comes with the questions, which are loaded later than this file.
  if (fault instanceof Error && fault.name === 'SignatureWrong') return { at: 'mistrusted', why: 'signature-wrong', hash };
  return fault instanceof Refused ? screenOfRefusal(fault, facts, during) : screenOfFault(fault, facts.code);
}

function afterBallotGone(facts: InvitationFacts): Screen {
  const receipts = facts.device.receipts();
  return receipts.length > 0 ? { at: 'sent', facts, receipts } : { at: 'start', facts };
}

function screenOfRefusal(refusal: Refused, facts: InvitationFacts, during: During): Screen {
  switch (refusal.code) {
    case 'fetched-elsewhere':
      return { at: 'fetched-elsewhere', facts, told: false };
    case 'no-replacement-left':
      return { at: 'no-replacement-left', facts, told: false };
    case 'round-not-yet-open':
      return { at: 'not-open', facts };
    case 'round-closed':
      // Neither counted before nor to be counted any more: it is of no use.
      facts.device.erase();
      return { at: 'closed', facts, receipts: facts.device.receipts(), late: during };
    case 'collecting-ended':
      return { at: 'closed', facts, receipts: facts.device.receipts(), late: during };
    default:
      return screenOfFault(refusal, facts.code);
  }
}
