import type { Page } from 'playwright-core';
import { DESKTOP, openPage, PHONE, screenshot, type WatchedPage } from './chromium.js';
import { signIn } from './office-steps.js';
import { foundAcme, HR } from './open-round.js';
import { aPlaceToVisit, type PlaceToVisit, progress } from './place.js';

/* What only a browser shows of the office's forms: typing in parts of a field, what moves from under the pointer, bundles that do not come. */

let place: PlaceToVisit;
let hr: WatchedPage;

beforeAll(async () => {
  place = await aPlaceToVisit();
  await foundAcme(place.server);
  hr = await openPage(place.browser, DESKTOP, { locale: 'en-US' });
  await signIn(hr.page, `${place.url}/account`, HR.email);
}, 120_000);
afterAll(() => place.close());
afterEach(() => progress(expect.getState().currentTestName ?? ''));

const wallTimeIn = (page: Page, field: string) => page.getByLabel(field, { exact: true }).inputValue();

test('a date is typed figure by figure, and no half-typed year moves the other times', async () => {
  const { page } = hr;
  await page.goto(`${place.url}/rounds/new`);
  await page.getByLabel('Title').fill('Spring');
  await page.getByRole('button', { name: 'Continue' }).click();
  const closes = page.getByLabel('Closes', { exact: true });
  await closes.waitFor();
  await closes.focus();
  await page.keyboard.type('01202027');
  expect((await closes.inputValue()).slice(0, 10)).toBe('2027-01-20');
  expect((await wallTimeIn(page, 'May end early, from')).slice(0, 10)).toBe('2027-01-13');
  expect((await wallTimeIn(page, 'May be extended, up to')).slice(0, 10)).toBe('2027-01-27');
  await page.keyboard.press('Shift+Tab');
  await page.keyboard.press('Backspace');
  expect(await closes.inputValue()).toBe('');
  expect((await wallTimeIn(page, 'May be extended, up to')).slice(0, 10)).toBe('2027-01-27');
});

test('the press that follows a mended field is not lost, however much the field had to say', async () => {
  const { page } = hr;
  await page.goto(`${place.url}/account`);
  await page.setViewportSize({ width: 320, height: 1600 });
  const next = page.getByLabel('New password');
  const change = page.getByRole('button', { name: 'Change password' });
  await page.getByLabel('Present password').fill(HR.password);
  await next.pressSequentially('short');
  await change.click();
  await page.getByText(/lengthen this text/).waitFor();
  await next.press('End');
  await page.keyboard.type(' but longer by far');
  const { x, y, width, height } = (await change.boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
  // At the lower edge: what moves up by a line is gone from there.
  await page.mouse.move(x + width / 2, y + height - 3);
  await page.mouse.down();
  await page.waitForTimeout(100);
  await page.mouse.up();
  await page.getByText('The password is changed. Other sessions have ended.').waitFor();
  await page.setViewportSize(DESKTOP);
});

test('a page that cannot be fetched leaves the navigation and the page before, and comes once the server is back', async () => {
  const { page, context } = hr;
  await page.goto(`${place.url}/account`);
  await page.getByRole('heading', { name: 'Your account' }).waitFor();
  await context.setOffline(true);
  await page.getByRole('link', { name: 'Ledger' }).click();
  await page.getByText('The server cannot be reached just now.').waitFor();
  await page.getByRole('heading', { name: 'Your account' }).waitFor();
  await page.getByRole('link', { name: 'Rounds' }).waitFor();
  await context.setOffline(false);
  await page.getByRole('button', { name: 'Try again now' }).click();
  await page.getByRole('heading', { name: 'Ledger' }).waitFor();
  expect(await page.getByRole('table', { name: 'Ledger' }).count()).toBe(1);
});

test('a table of rounds can be read on a phone without a sideways scroll', async () => {
  const { page } = hr;
  await page.setViewportSize(PHONE);
  for (const address of ['rounds', 'ledger']) {
    await page.goto(`${place.url}/${address}`);
    const table = page.getByRole('region').filter({ has: page.locator('table') });
    await table.waitFor();
    await screenshot(page, `${address}-stacked`);
    expect([address, await table.evaluate((region) => region.scrollWidth - region.clientWidth)]).toEqual([address, 0]);
  }
  await page.setViewportSize(DESKTOP);
});
