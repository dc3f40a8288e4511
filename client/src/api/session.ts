import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { Me } from '#shared/contract/accounts.js';
import { call } from './call.js';
import { CallRefused } from './refused.js';

/** Who is signed in: undefined while that is being asked, null for nobody. */
export function useMe(): Me | null | undefined {
  return useQuery({
    queryKey: ['readMe', {}],
    staleTime: 60_000,
    queryFn: async ({ signal }): Promise<Me | null> => {
      try {
        return await call('readMe', {}, signal);
      } catch (fault) {
        if (fault instanceof CallRefused && fault.code === 'sign-in-needed') return null;
        throw fault;
      }
    },
  }).data;
}

/** What is read without being signed in. */
const PUBLIC: readonly unknown[] = ['readMe', 'readSetup', 'readSignOn', 'readOneTimeLink'];

/** Takes what signing in answered as the session; nothing that another account has read stays. */
export function useSessionChange(): (me: Me | null) => void {
  const client = useQueryClient();
  return (me) => {
    client.removeQueries({ predicate: ({ queryKey }) => !PUBLIC.includes(queryKey[0]) });
    client.setQueryData(['readMe', {}], me);
  };
}
