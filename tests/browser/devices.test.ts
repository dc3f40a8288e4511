import type { Page } from 'playwright-core';
import { aSnapshot, NOW, publishedRounds } from '../dashboard/published-round.js';
import { DESKTOP, openPage, PHONE } from './chromium.js';
import { chooseRoster, signIn } from './office-steps.js';
import { foundAcme, HR } from './open-round.js';
import { aPlaceToVisit, look, type PlaceToVisit } from './place.js';

/* What a device changes about every page: its own colours, fingers instead of a pointer, a window as low as a phone's lying on its side. */

/** What fingers need, and at least what everybody does (WCAG 2.5.8), in CSS pixels. */
const FOR_FINGERS = 44;
const FOR_ALL = 24;
/** A window of 1280 by 1024 (WCAG 1.4.10). */
const AT_400_PERCENT = { width: 320, height: 256 } as const;

let place: PlaceToVisit;
beforeAll(async () => {
  place = await aPlaceToVisit();
  await foundAcme(place.server);
}, 120_000);
afterAll(() => place.close());

/** How the choice looks: the colours of its box and of the mark in it. */
function looksOf(page: Page, radio: string): Promise<string[]> {
  return page.evaluate((name) => {
    const box = [...document.querySelectorAll('label')]
      .find(({ textContent }) => textContent?.startsWith(name))
      ?.querySelector('span + span');
    if (!box) throw new Error(`no box of ${name}`);
    return [getComputedStyle(box).backgroundColor, getComputedStyle(box, '::after').backgroundColor];
  }, radio);
}

test('in the colours of the device, what is chosen does not look like what is not', async () => {
  const watched = await openPage(place.browser, DESKTOP, { forcedColors: 'active' });
  const { page } = watched;
  await signIn(page, `${place.url}/rounds/new`, HR.email);
  await page.getByRole('radio', { name: /^Core/ }).waitFor({ state: 'attached' });
  const [chosen, other] = [await looksOf(page, 'Core'), await looksOf(page, 'Pulse')];
  expect(chosen[0]).not.toBe(other[0]);
  expect(chosen[0]).not.toBe(chosen[1]);
  await look(watched, 'forced-colours-new-round');
});

async function openHeatmap(page: Page): Promise<void> {
  const snapshot = aSnapshot();
  await page.route('**/api/results', (route) => route.fulfill({ json: { rounds: publishedRounds() } }));
  await page.route(`**/api/results/${NOW}`, (route) =>
    route.fulfill({ json: { snapshot, employeesSeeResultsFrom: '2026-12-18T08:00:00Z' } }),
  );
  await signIn(page, `${place.url}/results/${NOW}`, HR.email);
  await page
    .getByRole('button', { name: /^Units below/ })
    .first()
    .click();
  await page.locator('td button').first().waitFor();
}

/** The lowest of the heatmap's buttons and of what opens a text. */
function lowest(page: Page): Promise<number> {
  return page
    .locator('td button, tbody th button, main summary')
    .evaluateAll((controls) => Math.min(...controls.map((control) => control.getBoundingClientRect().height)));
}

test('what opens the heatmap and says why a number is hidden is high enough to be hit, with a pointer and with a finger', async () => {
  const pointer = await openPage(place.browser, DESKTOP);
  await openHeatmap(pointer.page);
  expect(await lowest(pointer.page)).toBeGreaterThanOrEqual(FOR_ALL);
  const finger = await openPage(place.browser, PHONE, { hasTouch: true, isMobile: true });
  await openHeatmap(finger.page);
  expect(await lowest(finger.page)).toBeGreaterThanOrEqual(FOR_FINGERS);
});

test('at 400 %, what is wrong in a file is read without scrolling sideways, and rows stay in sight under their headings', async () => {
  const watched = await openPage(place.browser, AT_400_PERCENT);
  const { page } = watched;
  await signIn(page, `${place.url}/people/import`, HR.email);
  const lines = Array.from(
    { length: 24 },
    (_, at) => `${at},Person ${at},${at < 3 ? `a-long-address-of-${at}-without-a-sign` : `p${at}@acme.test`},Unit ${at}`,
  );
  await chooseRoster(page, `Employee ID,Name,E-mail,Unit\n${lines.join('\n')}\n`);
  const problems = page.getByRole('region').filter({ hasText: 'a-long-address-of-2' });
  expect(await problems.evaluate((table) => table.scrollWidth - table.clientWidth)).toBeLessThanOrEqual(0);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(AT_400_PERCENT.width);
  expect((await problems.boundingBox())?.height).toBeGreaterThan(AT_400_PERCENT.height);
  await look(watched, 'import-at-400-percent');
});
