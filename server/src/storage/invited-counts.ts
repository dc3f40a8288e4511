import type { RoundId } from '#shared/ballot/manifest.js';
import { isOver, ROUND_STATES } from '#shared/round/states.js';
import type { MailCounts, Outbox } from './port/registrar/outbox.js';
import type { Rounds } from './port/registrar/rounds.js';

/** All that is kept of the people of a round once none of them is named any more: what its pages go on telling. */
export interface InvitedCounts {
  invited: number;
  withoutAddress: number;
  sent: number;
  /** With what still waited: it is not sent any more. */
  failed: number;
}

/** States in which people may be forgotten. */
export const OVER = ROUND_STATES.filter(isOver);

/** As an engine counts them while everybody is named. */
export async function countedNow(
  rounds: Pick<Rounds, 'countInvited' | 'countWithoutAddress'>,
  outbox: Pick<Outbox, 'counts'>,
  round: RoundId,
): Promise<InvitedCounts> {
  const { waiting, sent, failed } = await outbox.counts(round);
  const invited = await rounds.countInvited(round);
  return { invited, withoutAddress: await rounds.countWithoutAddress(round), sent, failed: failed + waiting };
}

export function mailOf({ sent, failed }: InvitedCounts): MailCounts {
  return { waiting: 0, sent, failed };
}
