import { openInvitation, startBallot } from './ballot-steps.js';
import { DESKTOP, openPage, PHONE } from './chromium.js';
import { signIn } from './office-steps.js';
import { anOpenRound, HR, type OpenRound } from './open-round.js';
import { aPlaceToVisit, type PlaceToVisit, progress } from './place.js';

/* For people who read and operate the pages by settings and means of their own. */

let place: PlaceToVisit;
let round: OpenRound;
beforeAll(async () => {
  place = await aPlaceToVisit();
  round = await anOpenRound(place.server, place.clock);
}, 120_000);
afterAll(() => place.close());
afterEach(() => progress(expect.getState().currentTestName ?? ''));

test('where the device forces its colours, the page at hand is told by eye, and a theme chosen before does not turn charts dark on dark', async () => {
  const { page } = await openPage(place.browser, DESKTOP, { locale: 'en-US', forcedColors: 'active', colorScheme: 'dark' });
  await signIn(page, `${place.url}/rounds`, HR.email);
  await page.evaluate(() => localStorage.setItem('theme', 'light'));
  await page.reload();
  const links = page.getByRole('navigation').getByRole('link');
  await links.first().waitFor();
  expect(await page.locator('html').getAttribute('data-theme')).toBe('dark');
  expect(await page.getByRole('button', { name: /^(Dark|Light)$/ }).count()).toBe(0);
  const lines = await links.evaluateAll((all) =>
    all.map((link) => [link.hasAttribute('aria-current'), getComputedStyle(link).borderBlockEndColor !== 'rgb(0, 0, 0)']),
  );
  expect(lines.length).toBeGreaterThan(2);
  expect(lines.filter(([here, line]) => here !== line)).toEqual([]);
});

test('the name of the organisation is cut at its end, in whichever direction the page runs', async () => {
  const { page } = await openPage(place.browser, DESKTOP, { locale: 'he-IL' });
  await page.goto(`${place.url}/rounds`);
  await page.getByLabel('דוא״ל').fill(HR.email);
  await page.getByLabel('סיסמה').fill(HR.password);
  await page.getByRole('button', { name: 'כניסה' }).click();
  const name = page.getByText('Acme', { exact: true });
  await name.waitFor();
  expect(await name.evaluate((element) => getComputedStyle(element).direction)).toBe('ltr');
});

test('the first page of questions is begun at its number, as every other', async () => {
  const { page } = await openPage(place.browser, PHONE, { locale: 'en-US' });
  await openInvitation(page, round.invited[0]?.link ?? '');
  await startBallot(page);
  await page.waitForFunction(() => document.activeElement?.textContent?.startsWith('Page 1 of'));
  expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('P');
});
