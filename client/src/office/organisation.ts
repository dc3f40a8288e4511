import { createContext, useContext } from 'react';
import type { Me } from '#shared/contract/accounts.js';

/** Who is signed in and where: there on every page behind the sign-in. */
export const Signed = createContext<Me | null>(null);

export function useSigned(): Me {
  const me = useContext(Signed);
  if (!me) throw new Error('This page is shown only to those who are signed in.');
  return me;
}
