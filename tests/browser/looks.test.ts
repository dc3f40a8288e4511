import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { SAMPLE_ACCOUNTS, seedSample } from '../../scripts/demo/seed.js';
import { openInvitation } from './ballot-steps.js';
import { DESKTOP, openPage, PHONE, type WatchedPage } from './chromium.js';
import { aPlaceToVisit, look, lookOnPhone, type PlaceToVisit, progress } from './place.js';

/* The sample organisation as people see it: dark, in Hebrew, and for the README. With PICTURES=yes the README's pictures are made anew. */

const IMAGES = join(import.meta.dirname, '..', '..', 'docs', 'images');

let place: PlaceToVisit;
let links: string[];
beforeAll(async () => {
  place = await aPlaceToVisit();
  ({ links } = await seedSample(place.server, place.clock, progress));
}, 240_000);
afterAll(() => place.close());

async function pictureForReadme({ page }: WatchedPage, name: string): Promise<void> {
  if (process.env.PICTURES !== 'yes') return;
  await mkdir(IMAGES, { recursive: true });
  await page.screenshot({ path: join(IMAGES, `${name}.png`) });
}

/** A ballot's start screen and first questions, by the names of the buttons in the reader's language. */
async function lookAtBallot(watched: WatchedPage, link: string, words: { onward: string; start: string }, name: string): Promise<void> {
  const { page } = watched;
  await page.goto(link);
  await page.getByRole('button', { name: words.onward }).waitFor();
  await look(watched, `${name}-start`);
  await page.getByRole('button', { name: words.onward }).click();
  await page.locator('button:not([aria-disabled])', { hasText: words.start }).click();
  await page.getByRole('radiogroup').first().waitFor();
  await look(watched, `${name}-questions`);
}

const ENGLISH = { onward: 'Continue', start: 'Yes, start' };
const HEBREW = { onward: 'המשך', start: 'כן, להתחיל' };

test('the ballot in the dark', async () => {
  const watched = await openPage(place.browser, PHONE, { colorScheme: 'dark' });
  await lookAtBallot(watched, links[0] ?? '', ENGLISH, 'dark-ballot');
});

test('the ballot in Hebrew, mirrored whole', async () => {
  const watched = await openPage(place.browser, PHONE, { locale: 'he-IL' });
  const { page } = watched;
  await lookAtBallot(watched, links[1] ?? '', HEBREW, 'hebrew-ballot');
  expect(await page.locator('html').getAttribute('dir')).toBe('rtl');
  const [choice, statement] = await Promise.all([
    page.locator('input[type=radio]').first().boundingBox(),
    page.getByRole('radiogroup').first().boundingBox(),
  ]);
  expect((choice?.x ?? 0) - (statement?.x ?? 0)).toBeGreaterThan((statement?.width ?? 0) / 2);
});

test('the dashboard in Hebrew, mirrored, light and dark', async () => {
  const watched = await openPage(place.browser, DESKTOP, { locale: 'he-IL' });
  const { page } = watched;
  const [, executive] = SAMPLE_ACCOUNTS;
  await page.goto(`${place.url}/results`);
  await page.getByLabel('דוא״ל').fill(executive?.email ?? '');
  await page.getByLabel('סיסמה').fill(executive?.password ?? '');
  await page.getByRole('button', { name: 'כניסה' }).click();
  await page.getByRole('heading', { name: 'היכן רואים זאת' }).waitFor();
  await look(watched, 'hebrew-dashboard');
  await lookOnPhone(watched, 'hebrew-dashboard');
  const [signals, units] = await Promise.all([page.locator('figure').first().boundingBox(), page.locator('figure').nth(1).boundingBox()]);
  expect(signals?.x ?? 0).toBeGreaterThan(units?.x ?? 0);
  await page.getByRole('button', { name: 'כהה' }).click();
  await look(watched, 'dark-hebrew-dashboard');
});

/** What the design draws on the first screen is all there without scrolling: the first sentence, the numbers, the ranked signals and the heatmap. */
async function holdsFirstScreen(page: Page): Promise<void> {
  const parts = {
    sentence: page.getByText(/^\d+ of 100\. About .* most often: /),
    numbers: page.getByRole('region', { name: 'The whole company in numbers' }),
    signals: page.getByRole('figure', { name: 'Most often seen' }),
    units: page.getByRole('figure', { name: 'Where it is seen' }),
  };
  for (const [part, { x, y, width, height }] of await boxesOf(parts)) {
    expect({ part, seen: width * height > 0 && x >= 0 && y >= 0 && y + height <= DESKTOP.height && x + width <= DESKTOP.width }).toEqual({
      part,
      seen: true,
    });
  }
  expect(await page.evaluate(() => window.scrollY)).toBe(0);
  expect(await parts.numbers.getByRole('heading').allInnerTexts()).toEqual([
    'Fear-culture index',
    'Change since First survey',
    'Reach',
    'Response',
  ]);
}

async function boxesOf(parts: Record<string, Locator>) {
  const none = { x: 0, y: 0, width: 0, height: 0 };
  return Promise.all(Object.entries(parts).map(async ([part, locator]) => [part, (await locator.boundingBox()) ?? none] as const));
}

test('the start screen, and the dashboard with its first screen whole on a small laptop, light and dark', async () => {
  const ballot = await openPage(place.browser, PHONE);
  await openInvitation(ballot.page, links[2] ?? '');
  await look(ballot, 'sample-ballot-start');
  await pictureForReadme(ballot, 'start');

  const watched = await openPage(place.browser, DESKTOP);
  const { page } = watched;
  const [, executive] = SAMPLE_ACCOUNTS;
  await page.goto(`${place.url}/results`);
  await page.getByLabel('E-mail').fill(executive?.email ?? '');
  await page.getByLabel('Password').fill(executive?.password ?? '');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('heading', { name: 'Where it is seen' }).waitFor();
  await holdsFirstScreen(page);
  await page.getByText(/^The index over 2 published rounds, .*Second survey.* against .*First survey.*: no clear change\./).waitFor();
  await look(watched, 'sample-dashboard');
  await pictureForReadme(watched, 'dashboard');
  await page.getByRole('button', { name: 'Dark' }).click();
  await page.reload();
  await page.getByRole('heading', { name: 'Where it is seen' }).waitFor();
  await look(watched, 'dark-sample-dashboard');
});
