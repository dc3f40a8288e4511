import type { Page } from 'playwright-core';
import QRCode from 'qrcode';
import { moment } from '#shared/round/moment.js';
import { momentsIn } from '../../client/src/office/moments.js';
import { aMailServer, type MailServer } from '../builders/mail-server.js';
import { openInvitation } from './ballot-steps.js';
import { DESKTOP, openPage, PHONE, type WatchedPage, watch } from './chromium.js';
import { signIn } from './office-steps.js';
import { acmeWithPeople, HR, type OpenRound, openRoundOf } from './open-round.js';
import { aPlaceToVisit, look, lookAtBoth, type PlaceToVisit, progress } from './place.js';

/* What HR may do beside the straight way from a roster to a result, and what executive and employee then see. Each act has a round of its own. */

const ZONE = 'Europe/Berlin';
const DAY_MS = 86_400_000;

let place: PlaceToVisit;
let mail: MailServer;
let organisation: string;
let hr: WatchedPage;
let employee: WatchedPage;

beforeAll(async () => {
  mail = await aMailServer();
  place = await aPlaceToVisit({ SMTP_URL: `smtp://127.0.0.1:${mail.port}/?ignoreTLS=true`, MAIL_FROM: 'Candour <candour@acme.test>' });
  organisation = await acmeWithPeople(place.server);
  [hr, employee] = await Promise.all([openPage(place.browser, DESKTOP), openPage(place.browser, PHONE)]);
}, 120_000);
afterAll(async () => {
  await place.close();
  await mail.close();
});
afterEach(() => progress(expect.getState().currentTestName ?? ''));

/** A round that is open now, and HR before its page. */
async function hrAtOpenRound(title: string): Promise<OpenRound> {
  const round = await openRoundOf(organisation, place.server, place.clock, { title });
  await signIn(hr.page, `${place.url}/rounds/${round.id}`, HR.email);
  return round;
}

/** The ledger's row of an act. */
async function ledgerRow(page: Page, act: string): Promise<string> {
  await page.goto(`${place.url}/ledger`);
  return page.getByRole('row').filter({ hasText: act }).first().innerText();
}

test('the reason for which HR cancels an open round is read by whoever opens a link, on the page of the round and in the ledger', async () => {
  const { page } = hr;
  const reason = 'The wrong units were invited. We begin again next week.';
  const { id, invited } = await hrAtOpenRound('Cancelled survey');
  await page.getByRole('button', { name: 'Cancel the round' }).click();
  const dialog = page.getByRole('dialog', { name: 'Cancel the round?' });
  await dialog.getByLabel('Reason').fill(reason);
  await lookAtBoth(hr, 'round-cancel');
  await dialog.getByRole('button', { name: 'Cancel the round for good' }).click();
  await dialog.waitFor({ state: 'detached' });
  await page.getByText(`Reason: ${reason}`).waitFor();
  expect(await page.getByRole('button', { name: 'Cancel the round' }).count()).toBe(0);
  await lookAtBoth(hr, 'round-cancelled');

  await employee.page.goto(invited[3]?.link ?? '');
  await employee.page.getByRole('heading', { name: 'The survey was cancelled' }).waitFor();
  await employee.page.getByText(`Reason given: ${reason}`).waitFor();
  await look(employee, 'ballot-cancelled');

  await page.goto(`${place.url}/rounds`);
  await page.getByRole('row', { name: /^Cancelled survey cancelled/ }).waitFor();
  await lookAtBoth(hr, 'rounds');
  const entry = await ledgerRow(page, 'Round cancelled');
  expect([HR.name, 'Cancelled survey', reason].filter((told) => !entry.includes(told))).toEqual([]);
  await lookAtBoth(hr, 'ledger-cancelled');
  await page.goto(`${place.url}/results/${id}`);
  await look(hr, 'results-of-cancelled');
});

test('HR moves the end of a round no further than its terms allow, and ballot page and office tell the new end and why', async () => {
  const { page } = hr;
  const reason = 'Many of us were ill in the first week.';
  const { invited } = await hrAtOpenRound('Longer survey');
  await page.getByRole('button', { name: 'Extend' }).click();
  const dialog = page.getByRole('dialog', { name: 'Extend the round' });
  const end = dialog.getByLabel('New closing time');
  const before = await end.inputValue();
  const daysLater = (days: number) => new Date(Date.parse(`${before}Z`) + days * DAY_MS).toISOString().slice(0, 16);
  await dialog.getByLabel('Reason').fill(reason);
  await end.fill(daysLater(6));
  await dialog.getByRole('button', { name: 'Extend' }).click();
  await dialog.getByText(/must be/).waitFor();
  await lookAtBoth(hr, 'round-extend-too-far');
  await end.fill(daysLater(4));
  await dialog.getByRole('button', { name: 'Extend' }).click();
  await dialog.waitFor({ state: 'detached' });
  const closes = await page.locator('time').last().getAttribute('datetime');
  expect(Intl.DateTimeFormat('sv', { dateStyle: 'short', timeStyle: 'short', timeZone: ZONE }).format(new Date(closes ?? ''))).toBe(
    daysLater(4).replace('T', ' '),
  );
  await page.getByText(`People can answer until ${momentsIn('en', ZONE).full(closes ?? '')}`).waitFor();
  await lookAtBoth(hr, 'round-extended');

  await openInvitation(employee.page, invited[3]?.link ?? '');
  await employee.page
    .getByText(moment(closes ?? '', ZONE, 'en'))
    .first()
    .waitFor();
  await employee.page.getByText(/^The closing time was changed: .*Many of us were ill in the first week\./).waitFor();
  await look(employee, 'ballot-extended');
});

test('people whom no mail reaches get a printed slip, whose QR code holds the link printed on it and opens their ballot', async () => {
  const { page, context } = hr;
  await hrAtOpenRound('Survey on paper');
  await page.getByRole('button', { name: 'Print links for people without mail' }).click();
  await page.getByText('A page with 2 slips').waitFor();
  await lookAtBoth(hr, 'sheet-dialog');
  const opened = context.waitForEvent('page');
  await page.getByRole('button', { name: 'Open the sheet' }).click();
  const sheet = watch(await opened);
  const slips = sheet.page.locator('.slip');
  await slips.nth(1).waitFor();
  await sheet.page.setViewportSize(DESKTOP);
  await lookAtBoth(sheet, 'sheet');
  await sheet.page.emulateMedia({ media: 'print' });
  await look(sheet, 'sheet-printed');

  expect(await slips.getByRole('heading').allInnerTexts()).toEqual(['Person 0-0', 'Person 1-0']);
  const links: string[] = [];
  for (const slip of await slips.all()) {
    const address = /open (\S+) and type/.exec(await slip.innerText())?.[1];
    const code = (await slip.locator('.code').innerText()).replaceAll(' ', '');
    const link = `${address}#${code}`;
    const drawn = await QRCode.toString(link, { type: 'svg', errorCorrectionLevel: 'M', margin: 2 });
    expect(await darkOf(slip.locator('svg').evaluate((svg) => svg.outerHTML))).toBe(await darkOf(drawn));
    links.push(link);
  }
  await sheet.page.close();
  expect(new Set(links).size).toBe(2);
  await openInvitation(employee.page, links[1] ?? '');

  expect(await ledgerRow(page, 'Sheet of personal links printed')).toContain('Survey on paper: 2 links');
});

/** The path of a QR code's dark squares. */
async function darkOf(svg: string | Promise<string>): Promise<string> {
  const path = /<path stroke="#000000" d="([^"]+)"/.exec(await svg)?.[1];
  if (!path) throw new Error('there are no dark squares');
  return path;
}
