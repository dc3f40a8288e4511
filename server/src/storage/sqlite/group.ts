import { asUnavailable } from './unavailable.js';

/** One of many small acts that share a transaction, and who waits for it. */
export interface Waiting {
  act: () => unknown;
  resolve: (result: never) => void;
  reject: (fault: unknown) => void;
}

/** Does all acts of a group in one go, and tells each who waits its own result, or all of them what went wrong. */
export function settleGroup(group: readonly Waiting[], transaction: (acts: readonly (() => unknown)[]) => unknown[]): void {
  try {
    const results = transaction(group.map(({ act }) => act));
    for (const [at, { resolve }] of group.entries()) resolve(results[at] as never);
  } catch (fault) {
    for (const { reject } of group) reject(asUnavailable(fault));
  }
}
