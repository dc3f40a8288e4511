import type { Hash } from '#shared/ballot/manifest.js';
import type { Alone } from './collect.js';

/** One Web Lock for each round: of two tabs the second waits, then finds what the first has kept. Without the API, tabs still meet in the storage. */
export function aloneIn(locks: LockManager | undefined, manifest: Hash): Alone {
  if (!locks) return (act) => act();
  return async (act) => await locks.request(`candour.${manifest}`, act);
}
