import type { InvitationCode } from '#shared/ballot/link.js';
import type { Alone } from '../protocol/collect.js';
import type { Wire } from '../protocol/wire.js';
import type { PlaceHistory } from '../survey/place-history.js';
import type { Questions } from './questions.js';
import type { InvitationFacts, RoundFacts } from './screen.js';
import type { Tab } from './tab.js';

export interface JourneyNeeds {
  wire: Wire;
  tab: Tab;
  /** Where ballots and receipts are kept, and whether they outlive the page. */
  storage: Storage;
  keeps: boolean;
  alone(code: InvitationCode): Alone;
  history: PlaceHistory;
  /** The questions, the blind signature and all words, loaded and checked; undefined when the form is not the round's. */
  loadQuestions(facts: InvitationFacts): Promise<Questions | undefined>;
  /** Gives the page to the build that the round was launched with. False when that is the one running. Rejects when it cannot be had. */
  handOver(facts: RoundFacts): Promise<boolean>;
  /** False without crypto.subtle: nothing can be done here. */
  suitable: boolean;
}
