import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page, Request } from 'playwright-core';
import { loadConfig } from '#server/config.js';
import { startServer } from '#server/start-server.js';
import { MovableClock } from '../../scripts/demo/seed.js';
import { stockedKey } from '../builders/signing-keys.js';
import { accessibilityFaults, DESKTOP, openBrowser, PHONE, screenshot, type WatchedPage } from './chromium.js';

const BUILT_CLIENT = join(import.meta.dirname, '..', '..', 'dist', 'client');
/** scrypt is meant to be slow; tests are not. */
const CHEAP = { logN: 4, r: 8, p: 1 };

/** The whole server on a fresh data folder with the built client, and a browser to visit it. The clock can be moved. */
export async function aPlaceToVisit(environment: Record<string, string> = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'candour-browser-'));
  const clientFolder = join(folder, 'client');
  // A copy: whoever builds while the tests run changes nothing under their feet.
  // With their times: a compressed file that is older than its own is taken for that of another build.
  await cp(BUILT_CLIENT, clientFolder, { recursive: true, preserveTimestamps: true });
  const clock = new MovableClock();
  const dataDir = join(folder, 'data');
  const config = await loadConfig({ DATA_DIR: dataDir, PORT: '0', ...environment });
  const log: string[] = [];
  const options = { clock, scryptCost: CHEAP, log: { write: (line: string) => void log.push(line) }, clientFolder };
  const server = await startServer(config, { ...options, allowInsecureBaseUrl: true, makeSigningKey: stockedKey });
  const browser = await openBrowser();
  return {
    ...{ server, url: server.url, dataDir, clock, log, browser },
    async close() {
      await browser.close();
      await server.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
export type PlaceToVisit = Awaited<ReturnType<typeof aPlaceToVisit>> & { browser: Browser };

/**
 * Takes the page's picture, and holds it to what every page must be: nothing for axe, no fault, nothing that the policy refused, and nothing
 * fetched from elsewhere, where only a person may go.
 */
export async function look(watched: WatchedPage, name: string): Promise<void> {
  const { page, faults } = watched;
  await settled(page);
  await screenshot(page, name);
  const found = await accessibilityFaults(page);
  const fetched = watched.requests.filter((request) => !request.isNavigationRequest());
  const abroad = requestsBeyond(new URL(page.url()).origin, fetched);
  expect({ page: name, found: [...found, ...faults, ...abroad] }).toEqual({ page: name, found: [] });
}

/** The addresses asked for that are not of this origin. */
export function requestsBeyond(origin: string, requests: readonly Request[]): string[] {
  return requests.map((request) => request.url()).filter((url) => new URL(url).origin !== origin && !url.startsWith('data:'));
}

/** The same page on a phone. */
export async function lookOnPhone(watched: WatchedPage, name: string): Promise<void> {
  await watched.page.setViewportSize(PHONE);
  await look(watched, `${name}-phone`);
  expect(await watched.page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(PHONE.width);
  await watched.page.setViewportSize(DESKTOP);
}

/** The page's picture at both sizes, each held to what every page must be. */
export async function lookAtBoth(watched: WatchedPage, name: string): Promise<void> {
  await look(watched, name);
  await lookOnPhone(watched, name);
}

/** Nothing is being loaded, and two frames have been drawn since. */
async function settled(page: Page): Promise<void> {
  await page.waitForLoadState('networkidle');
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
}

/** Says where a long test is. */
export function progress(line: string): void {
  process.stdout.write(`  browser: ${line}\n`);
}
