import { useMemo } from 'react';
import { LinkToken } from '#shared/contract/fields.js';

/** The secret behind `#`: it never reaches the server in a path. Undefined when it is missing or incomplete. */
export function useLinkToken(): string | undefined {
  return useMemo(() => LinkToken.safeParse(location.hash.slice(1)).data, []);
}
