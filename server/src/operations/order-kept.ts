import type { Logger } from 'pino';
import { keepsArrival, type StoreUrls } from '../storage/open-store.js';

/** Says in a line each which store keeps the order of arrival. That cannot be seen from its URL, and no start fails for it. */
export async function warnOfOrder({ rollUrl, ballotBoxUrl }: StoreUrls, log: Logger): Promise<void> {
  const places = [
    ['REGISTRAR_URL', rollUrl, 'invitations were used'],
    ['BALLOT_BOX_URL', ballotBoxUrl, 'ballots came'],
  ] as const;
  for (const [name, url, what] of places) {
    // A database that went away meanwhile is told by whoever needs it.
    if (!(await keepsArrival(url).catch(() => false))) continue;
    log.warn(
      `The database of ${name} makes no clustered collections: its own files may tell in which order ${what}. MongoDB does from 5.3 on; or leave ${name} out and keep them in files`,
    );
  }
}
