import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import chromiumPackage from '@sparticuz/chromium';
import { type Browser, type BrowserContext, chromium, type Page, type Request } from 'playwright-core';

const SCREENSHOTS = join(import.meta.dirname, '..', 'screenshots');

export const DESKTOP = { width: 1366, height: 768 } as const;
export const PHONE = { width: 390, height: 844 } as const;

/** What has not come by then will not come, also where many tests share two cores. */
const PATIENCE_MS = 20_000;

/** The Chromium that comes inside an npm package. */
export async function openBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: await chromiumPackage.executablePath(), args: ['--no-sandbox', '--disable-dev-shm-usage'] });
}

/** A page whose faults and policy violations are collected, and all of whose requests are. */
export interface WatchedPage {
  page: Page;
  context: BrowserContext;
  faults: string[];
  requests: Request[];
}

export async function openPage(
  browser: Browser,
  viewport: { width: number; height: number },
  options: Parameters<Browser['newContext']>[0] = {},
): Promise<WatchedPage> {
  const context = await browser.newContext({ viewport, ...options });
  context.setDefaultTimeout(PATIENCE_MS);
  return watch(await context.newPage());
}

/** The same of a page that another one opened: from here on. */
export function watch(page: Page): WatchedPage {
  const faults: string[] = [];
  const requests: Request[] = [];
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error' && !/status of 4\d\d/.test(message.text())) faults.push(message.text());
  });
  page.on('request', (request) => requests.push(request));
  return { page, context: page.context(), faults, requests };
}

/** A picture for people to look at. */
export async function screenshot(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: screenshotPath(name), fullPage: true });
}

/** Where pictures are kept: in a folder that git ignores. */
export function screenshotPath(name: string): string {
  mkdirSync(SCREENSHOTS, { recursive: true });
  return join(SCREENSHOTS, `${name}.png`);
}

/** What axe finds on the page as it stands, in lines that say where. */
export async function accessibilityFaults(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations.flatMap((violation) => violation.nodes.map((node) => `${violation.id}: ${node.target.join(' ')}`));
}
