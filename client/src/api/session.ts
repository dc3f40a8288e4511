import { type QueryClient, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Me } from '#shared/contract/accounts.js';
import { call } from './call.js';
import { CallRefused } from './refused.js';

const SESSION: readonly unknown[] = ['readMe', {}];
const ENDED: readonly unknown[] = ['session-ended'];

/** Nobody is signed in any more. Whoever was, and did not sign out, is told so. */
export function endSession(client: QueryClient): void {
  if (client.getQueryData(SESSION)) client.setQueryData(ENDED, true);
  client.setQueryData(SESSION, null);
}

/** Whether the page leads to the sign-in because a session has ended by itself. */
export function useSessionEnded(): boolean {
  const client = useQueryClient();
  return useState(() => client.getQueryData(ENDED) === true)[0];
}

/** Who is signed in: undefined while that is being asked, null for nobody. */
export function useMe(): Me | null | undefined {
  const client = useQueryClient();
  return useQuery({
    queryKey: SESSION,
    staleTime: 60_000,
    queryFn: async ({ signal }): Promise<Me | null> => {
      try {
        return await call('readMe', {}, signal);
      } catch (fault) {
        if (!(fault instanceof CallRefused && fault.code === 'sign-in-needed')) throw fault;
        endSession(client);
        return null;
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
    client.setQueryData(SESSION, me);
  };
}
