import chromiumPackage from '@sparticuz/chromium';
import { type Browser, chromium } from 'playwright-core';
import { loadConfig } from '#server/config.js';
import { startServer } from '#server/start-server.js';
import { benchOffice } from './bench-office.js';
import { type Place, sqlite } from './engines.js';
import { atMost, under, whole } from './figures.js';
import type { Run } from './run.js';
import { openWideRound } from './wide-round.js';

interface FirstScreenFigures {
  /** Milliseconds from navigation until the round code stands there and its button answers, the median of the visits. */
  milliseconds: number;
  /** What came over the wire until then. */
  bytes: number;
  requests: number;
}

const PHONE = { width: 390, height: 844 };
const VISITS = 5;

/** Slow 4G as Lighthouse has it, and a processor a quarter as fast. */
const NETWORK = { offline: false, latency: 150, downloadThroughput: 1_600_000 / 8, uploadThroughput: 750_000 / 8 };
const SLOWER = 4;

const [MILLISECONDS, KILOBYTES] = [1500, 120];

/** The ballot's first screen on a slow phone, with a manifest of so many units; each visit with an empty cache. The same whatever the engine. */
export async function benchFirstScreen({ engines, sizes, figures }: Run): Promise<void> {
  if (!engines.includes(sqlite)) return;
  const { units } = sizes.firstScreen;
  const { milliseconds, bytes, requests } = await sqlite.on((place) => firstScreen(place, units));
  const common = { engine: 'sqlite', processes: 1, beside: `${requests} requests` } as const;
  const name = `the ballot's first screen, ${units} units, slow 4G, CPU / 4`;
  const goal = under(milliseconds, MILLISECONDS, 'ms');
  figures.note({ ...common, name, value: `${whole(milliseconds)} ms`, ratio: milliseconds / MILLISECONDS, goal });
  const kilobytes = bytes / 1000;
  const wire = { name: 'its bytes over the wire', value: `${kilobytes.toFixed(1)} kB`, ratio: kilobytes / KILOBYTES };
  figures.note({ ...common, ...wire, goal: atMost(kilobytes, KILOBYTES, 'kB') });
}

async function firstScreen({ folder }: Place, units: number): Promise<FirstScreenFigures> {
  const office = await benchOffice(folder, { people: units * 12, units });
  const code = await openWideRound(office);
  await office.stores.close();
  const server = await startServer(await loadConfig({ DATA_DIR: folder, PORT: '0' }), { allowInsecureBaseUrl: true });
  const browser = await chromium.launch({
    executablePath: await chromiumPackage.executablePath(),
    args: ['--no-sandbox', '--disable-dev-shm-usage'],
  });
  try {
    await visit(browser, `${server.url}/b#${code}`); // the server compresses, reads keys
    const visits: FirstScreenFigures[] = [];
    for (let at = 0; at < VISITS; at++) visits.push(await visit(browser, `${server.url}/b#${code}`));
    visits.sort((a, b) => a.milliseconds - b.milliseconds);
    return visits[Math.floor(VISITS / 2)] as FirstScreenFigures;
  } finally {
    await browser.close();
    await server.close();
  }
}

async function visit(browser: Browser, link: string): Promise<FirstScreenFigures> {
  const context = await browser.newContext({ viewport: PHONE });
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  await session.send('Network.enable');
  await session.send('Network.emulateNetworkConditions', NETWORK);
  await session.send('Emulation.setCPUThrottlingRate', { rate: SLOWER });
  const seen = { bytes: 0, requests: 0 };
  session.on('Network.loadingFinished', ({ encodedDataLength }) => {
    seen.bytes += encodedDataLength;
    seen.requests += 1;
  });
  await page.addInitScript(noteWhenThere);
  await page.goto(link, { waitUntil: 'commit' });
  const milliseconds = await page.waitForFunction(() => (globalThis as { firstScreen?: number }).firstScreen, undefined, { polling: 50 });
  const figures = { milliseconds: (await milliseconds.jsonValue()) ?? Number.NaN, ...seen };
  await context.close();
  return figures;
}

/**
 * Runs in the page: notes when the round code stands there and a task of its own has run since, so that a tap would be answered.
 * Once it is there nothing is asked for but the questions, later.
 */
function noteWhenThere(): void {
  const browser = globalThis as unknown as {
    document: { body: { innerText: string } | null };
    requestAnimationFrame(next: () => void): void;
    setTimeout(next: () => void, ms: number): void;
    performance: { now(): number };
    firstScreen?: number;
  };
  const look = () => {
    if (!/\b[0-9A-Z]{4}( [0-9A-Z]{4}){3}\b/.test(browser.document.body?.innerText ?? '')) return browser.requestAnimationFrame(look);
    browser.setTimeout(() => {
      browser.firstScreen = browser.performance.now();
    }, 0);
  };
  look();
}
