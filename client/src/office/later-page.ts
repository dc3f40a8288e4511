import { type ComponentType, lazy } from 'react';
import { call } from '../api/call.js';
import { connectionNow, noteConnection, onConnection } from '../api/connection.js';
import { CallRefused } from '../api/refused.js';

const RETRY_MS = 5_000;
const BEGUN_ANEW = 'begun-anew-at';

/** The page's bundle could not be had while the server was away. It is back, and the document has to begin anew. */
export class PageNotLoaded extends Error {}

/** A page with a bundle of its own, fetched when it is first opened. While the server is away, the page before stays below the banner. */
export function laterPage(load: () => Promise<{ default: ComponentType }>) {
  return lazy(async () => {
    const page = await load().catch(async (fault: unknown) => {
      if (sessionStorage.getItem(BEGUN_ANEW) === location.pathname) throw fault;
      await serverBack();
      throw new PageNotLoaded();
    });
    sessionStorage.removeItem(BEGUN_ANEW);
    return page;
  });
}

/** Browsers keep the failure of a bundle, and a server that was updated meanwhile has others. Once an address: what fails after that is broken. */
export function beginAnew(): void {
  sessionStorage.setItem(BEGUN_ANEW, location.pathname);
  location.reload();
}

async function serverBack(): Promise<void> {
  noteConnection('away');
  const asking = setInterval(ask, RETRY_MS);
  await new Promise<void>((resolve) => {
    const leave = onConnection(() => {
      if (connectionNow() === 'away') return;
      leave();
      resolve();
    });
  });
  clearInterval(asking);
}

/** Any answer but that it is away says that the server is back. */
async function ask(): Promise<void> {
  try {
    await call('readSetup', {});
  } catch (fault) {
    if (!(fault instanceof CallRefused) || fault.away) return;
  }
  noteConnection('here');
}
