import type { ballots } from '#shared/contract/ballots.js';
import type { Clock } from '../../clock.js';
import { collectBallots } from '../../invitations/collect-ballots.js';
import { readInvitation, sayNotMe } from '../../invitations/read-invitation.js';
import type { OpenRounds } from '../../open-rounds.js';
import type { PublishedRounds } from '../../results/published-rounds.js';
import { readBulletin, readCompanyIndex, readManifest, readRoundNow } from '../../results/read-public.js';
import type { ResultsNeeds } from '../../results/results-needs.js';
import type { Roll } from '../../storage/port/roll.js';
import type { Handlers } from '../handler.js';

export interface BallotHandlerNeeds extends Pick<ResultsNeeds, 'rounds' | 'results'> {
  openRounds: OpenRounds;
  published: PublishedRounds;
  roll: Roll;
  clock: Clock;
}

/** The routes of the ballot page, casting aside. None knows who calls. */
export function ballotHandlers(needs: BallotHandlerNeeds) {
  const { openRounds, roll, clock } = needs;
  const anybody = { ...needs, launched: openRounds.launched };
  const invited = async (body: { manifest: Parameters<OpenRounds['invited']>[0] }) => ({
    roll,
    round: await openRounds.invited(body.manifest),
  });
  return {
    readManifest: ({ request: { params } }) => readManifest(anybody, params),
    readRoundNow: ({ request: { params } }) => readRoundNow(anybody, params),
    readInvitation: async ({ request: { body } }) => readInvitation(await invited(body), body),
    collectBallots: async ({ request: { body } }) => collectBallots({ ...(await invited(body)), now: clock.now() }, body),
    async sayNotMe({ request: { body } }) {
      await sayNotMe(await invited(body), body);
      return undefined;
    },
    readBulletin: ({ request: { params } }) => readBulletin(anybody, params),
    readCompanyIndex: ({ request: { params } }) => readCompanyIndex(anybody, params),
  } satisfies Omit<Handlers<typeof ballots>, 'castBallot'>;
}
