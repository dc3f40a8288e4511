import { createContext, useContext } from 'react';

/** The moment now: a test sets its own. */
export const Clock = createContext<() => Date>(() => new Date());

export function useClock(): () => Date {
  return useContext(Clock);
}
