import { type UseQueryResult, useQuery } from '@tanstack/react-query';
import { call, type Reply } from '../api/call.js';
import type { CallRefused } from '../api/refused.js';

/** A published round never changes, and each reading of it is entered among those who looked: read once, and not again for a look at another window. */
export function usePublishedRound(round: string): UseQueryResult<Reply<'readResults'>, CallRefused> {
  return useQuery<Reply<'readResults'>, CallRefused>({
    queryKey: ['readResults', { params: { round } }],
    queryFn: ({ signal }) => call('readResults', { params: { round } }, signal),
    staleTime: Number.POSITIVE_INFINITY,
  });
}
