import {
  type MutateOptions,
  MutationCache,
  QueryCache,
  QueryClient,
  type UseMutationResult,
  type UseQueryResult,
  useMutation,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query';
import { useRef } from 'react';
import type { RowName } from '#shared/contract/table.js';
import { call, type Given, type Reply } from './call.js';
import { noteConnection } from './connection.js';
import { CallRefused } from './refused.js';
import { endSession } from './session.js';

const RETRY_SECONDS = 5;

/** One cache for the office. A lapsed session leads back to the sign-in; a server that is away is asked again until it is back. */
export function officeQueries(): QueryClient {
  const client: QueryClient = new QueryClient({
    queryCache: new QueryCache({ onError: noteFault, onSuccess: () => noteConnection('here') }),
    mutationCache: new MutationCache({ onError: noteFault, onSuccess: () => noteConnection('here') }),
    defaultOptions: {
      queries: {
        staleTime: 5_000,
        networkMode: 'always',
        retry: (_, fault) => isAway(fault),
        retryDelay: (_, fault) => 1000 * ((fault instanceof CallRefused && fault.retryAfter) || RETRY_SECONDS),
      },
      mutations: { retry: false, networkMode: 'always' },
    },
  });
  function noteFault(fault: unknown): void {
    if (fault instanceof CallRefused && fault.code === 'sign-in-needed') endSession(client);
    if (isAway(fault)) noteConnection('away');
  }
  return client;
}

/** Reads a row of the contract and keeps it. */
export function useRow<N extends RowName>(
  name: N,
  given: Given<N>,
  options: { enabled?: boolean; refetchEverySeconds?: number; onFocus?: boolean } = {},
): UseQueryResult<Reply<N>, CallRefused> {
  return useQuery<Reply<N>, CallRefused>({
    queryKey: [name, given],
    queryFn: ({ signal }) => noting(call(name, given, signal)),
    enabled: options.enabled ?? true,
    refetchInterval: options.refetchEverySeconds ? options.refetchEverySeconds * 1000 : false,
    refetchOnWindowFocus: options.onFocus ?? true,
  });
}

interface ActOptions {
  refreshes?: readonly RowName[];
  /** The page goes away once it is done, which may take a moment: until then it is still under way. */
  leadsAway?: boolean;
  /** Nothing is changed by it, and the last asked is the one that counts. */
  lastCounts?: boolean;
}

/**
 * Calls a row that changes something; then everything named in `refreshes` (all of it, when nothing is named) is read anew.
 * Asked again while it is under way, it does nothing: of a double click the second half comes before the page could show the first.
 */
export function useAct<N extends RowName>(
  name: N,
  { refreshes, leadsAway = false, lastCounts = false }: ActOptions = {},
): UseMutationResult<Reply<N>, CallRefused, Given<N>> {
  const client = useQueryClient();
  const underWay = useRef(false);
  const act = useMutation<Reply<N>, CallRefused, Given<N>>({
    mutationFn: (given) => call(name, given),
    onSuccess: async () => {
      if (!refreshes) await client.invalidateQueries();
      else await Promise.all(refreshes.map((row) => client.invalidateQueries({ queryKey: [row] })));
    },
  });
  function mutate(given: Given<N>, options: MutateOptions<Reply<N>, CallRefused, Given<N>> = {}): void {
    if (underWay.current && !lastCounts) return;
    underWay.current = true;
    const onSettled: typeof options.onSettled = (...settled) => {
      underWay.current = leadsAway && settled[1] === null;
      options.onSettled?.(...settled);
    };
    act.mutate(given, { ...options, onSettled });
  }
  return { ...act, mutate, isPending: act.isPending || (leadsAway && act.isSuccess) } as typeof act;
}

/** A first attempt that finds the server away shows the banner at once, while the query goes on trying. */
async function noting<T>(reply: Promise<T>): Promise<T> {
  try {
    return await reply;
  } catch (fault) {
    if (isAway(fault)) noteConnection('away');
    throw fault;
  }
}

function isAway(fault: unknown): boolean {
  return fault instanceof CallRefused && fault.away;
}
