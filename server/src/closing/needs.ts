import type { RoundId } from '#shared/ballot/manifest.js';
import type { PublicKeys } from '../ballots/open-round.js';
import type { Clock } from '../clock.js';
import type { BallotBox } from '../storage/port/ballot-box.js';
import type { Outbox } from '../storage/port/registrar/outbox.js';
import type { Results } from '../storage/port/registrar/results.js';
import type { Rounds } from '../storage/port/registrar/rounds.js';
import type { Roll } from '../storage/port/roll.js';
import type { RoundKeys } from '../storage/port/round-keys.js';
import type { ClosingStep } from './steps.js';

/** All three stores: closing is the one room that sees them together. */
export interface ClosingNeeds {
  rounds: Pick<Rounds, 'allInStates' | 'byId' | 'become' | 'markCleared'>;
  outbox: Pick<Outbox, 'giveUp'>;
  results: Results;
  roll: Roll;
  ballotBox: BallotBox;
  keys: RoundKeys;
  /** The public halves of the round's signing keys, read from its key file. */
  publicKeys(round: RoundId): Promise<PublicKeys>;
  clock: Clock;
  /** Called before each step; tests make it fail to see the next try carry on. */
  before?: (step: ClosingStep) => void | Promise<void>;
}
