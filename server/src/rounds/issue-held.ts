import { tokenHashOf } from '../invitations/tokens.js';
import type { HeldSpare } from '../storage/port/registrar/rounds.js';
import type { Roll } from '../storage/port/roll.js';
import type { RoundNeeds } from './round-needs.js';

export type IssueNeeds = Pick<RoundNeeds, 'roll' | 'clock' | 'mailConfigured'> & { registrar: Pick<RoundNeeds['registrar'], 'rounds'> };

/**
 * The rest of an addition whose spare is kept: known to the roll, then to everybody; where the roll has none left, or has ended, nobody's again.
 * Each step may be repeated, also by two at once.
 */
export async function issueHeld(
  { registrar: { rounds }, roll, clock, mailConfigured }: IssueNeeds,
  mailKey: Uint8Array,
  { round, invitation, reason }: HeldSpare,
): ReturnType<Roll['issueSpare']> {
  // The roll first: a link that it does not know would be refused.
  const outcome = await roll.issueSpare(round, tokenHashOf(mailKey, invitation));
  if (outcome === 'issued')
    await rounds.confirmSpare(round, invitation, mailConfigured, { at: clock.now().toISOString(), what: 'person-added', reason });
  else await rounds.releaseSpare(round, invitation);
  return outcome;
}
