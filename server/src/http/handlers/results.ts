import type { results } from '#shared/contract/results.js';
import type { stewardship } from '#shared/contract/stewardship.js';
import type { PublishedRounds } from '../../results/published-rounds.js';
import { listResults, readResults } from '../../results/read-results.js';
import type { ResultsNeeds } from '../../results/results-needs.js';
import { type PackageNeeds, readStewardPackage } from '../../results/steward-package.js';
import type { Caller, Handlers } from '../handler.js';

export function resultsHandlers(needs: ResultsNeeds & { published: PublishedRounds }) {
  return {
    listResults: ({ caller }) => listResults(needs, { reader: readerOf(caller) }),
    readResults: ({ request: { params }, caller }) => readResults(needs, { reader: readerOf(caller), round: params.round }),
  } satisfies Handlers<typeof results>;
}

/** The part of stewardship that comes from the ballots' side. */
export function packageHandlers(needs: PackageNeeds) {
  return {
    downloadPackage: ({ request: { params }, caller }) =>
      readStewardPackage(needs, { organisation: caller.organisation, round: params.round }),
  } satisfies Pick<Handlers<typeof stewardship>, 'downloadPackage'>;
}

function readerOf({ organisation, account, roles }: Caller) {
  return { organisation, name: account.name, roles };
}
