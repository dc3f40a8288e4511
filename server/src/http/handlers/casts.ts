import type { ballots } from '#shared/contract/ballots.js';
import { castBallot } from '../../ballots/cast-ballot.js';
import type { Clock } from '../../clock.js';
import type { OpenRounds } from '../../open-rounds.js';
import type { BallotBox } from '../../storage/port/ballot-box.js';
import type { Handlers } from '../handler.js';

export interface CastHandlerNeeds {
  openRounds: Pick<OpenRounds, 'castable'>;
  ballotBox: BallotBox;
  clock: Clock;
}

/** The one route that leads to the ballot box: apart from those that read the roll, so that no handler has both. */
export function castHandlers({ openRounds, ballotBox, clock }: CastHandlerNeeds) {
  return {
    castBallot: async ({ request: { body } }) =>
      castBallot({ ballotBox, round: await openRounds.castable(body.round), now: clock.now() }, body),
  } satisfies Pick<Handlers<typeof ballots>, 'castBallot'>;
}
