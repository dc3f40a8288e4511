import { StoreUnavailable } from '../port/store-unavailable.js';

/**
 * Milliseconds after which an act is told to be over whatever becomes of it: more than the connection's own patience (connection.ts). The
 * driver (7.8) waits for ever when it writes to a socket that is gone but has not said so yet, and forgets the operation.
 */
export const LONGEST = {
  /** One command of those that are sent hundreds of times a second: a cast waits for two or three. */
  command: 12_000,
  /** What somebody waits for: the page of a ballot gives up after 30 s by itself. */
  act: 25_000,
  /** What goes through all of a round or a roster: its steps are gone through again. */
  wholeRound: 30 * 60_000,
  /** Backup and restore, with somebody at the keyboard. */
  byHand: Number.POSITIVE_INFINITY,
} as const;

/** What `act` comes to; `StoreUnavailable` when it has come to nothing by then. */
export async function within<T>(milliseconds: number, act: Promise<T>): Promise<T> {
  if (!Number.isFinite(milliseconds)) return act;
  let late: NodeJS.Timeout | undefined;
  const over = new Promise<never>((_, reject) => {
    late = setTimeout(() => reject(new StoreUnavailable(new Error('no answer'))), milliseconds).unref();
  });
  try {
    return await Promise.race([act, over]);
  } finally {
    clearTimeout(late);
  }
}
