import type { Download, Page } from 'playwright-core';
import QRCode from 'qrcode';
import type { Answers } from '#shared/instrument/answers.js';
import { instrumentOf } from '#shared/instrument/core.js';
import { moment } from '#shared/round/moment.js';
import { momentsIn } from '../../client/src/office/moments.js';
import { aMailServer, type MailServer } from '../builders/mail-server.js';
import { openInvitation } from './ballot-steps.js';
import { DESKTOP, openPage, PHONE, screenshotPath, type WatchedPage, watch } from './chromium.js';
import { invite, join, signIn } from './office-steps.js';
import { acmeWithPeople, answerIn, closeRound, HR, type OpenRound, openRoundOf } from './open-round.js';
import { aPlaceToVisit, look, lookAtBoth, type PlaceToVisit, progress } from './place.js';

/* What HR may do beside the straight way from a roster to a result, and what executive and employee then see. Each act has a round of its own. */

const ZONE = 'Europe/Berlin';
const DAY_MS = 86_400_000;
const EXECUTIVE = 'edgar@acme.test';

let place: PlaceToVisit;
let mail: MailServer;
let organisation: string;
let hr: WatchedPage;
let executive: WatchedPage;
let employee: WatchedPage;

beforeAll(async () => {
  mail = await aMailServer();
  place = await aPlaceToVisit({ SMTP_URL: `smtp://127.0.0.1:${mail.port}/?ignoreTLS=true`, MAIL_FROM: 'Candour <candour@acme.test>' });
  organisation = await acmeWithPeople(place.server);
  [hr, executive, employee] = await Promise.all([
    openPage(place.browser, DESKTOP),
    openPage(place.browser, DESKTOP),
    openPage(place.browser, PHONE),
  ]);
  await signIn(hr.page, `${place.url}/colleagues`, HR.email);
  await join(executive.page, await invite(hr.page, 'Edgar', EXECUTIVE, 'Executive'));
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
  await dialog.getByRole('button', { name: 'Keep the round' }).click();
  await dialog.waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Cancel the round' }).click();
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
  await page.getByText('a cancelled round never has any').waitFor();
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

/** Nobody would guess these; what they head is a roster all the same, of whom was there and one more. */
const FOREIGN_ROSTER = [
  'Henkilö;Kutsumanimi;Sukunimi;Sähköposti;Osasto;Esihenkilö;Kieli',
  ...['Sales', 'Works'].flatMap((unit, at) =>
    Array.from({ length: 15 }, (_, n) => `${at}-${n};Aino;Virtanen ${at}-${n};p${at}-${n}@acme.test;${unit};${n === 1 ? 'yes' : 'no'};en`),
  ),
].join('\n');

test('a roster under headings that nobody would guess is read once HR says which column is what; a sample to begin from can be had', async () => {
  const { page } = hr;
  await signIn(page, `${place.url}/people/import`, HR.email);
  const sample = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Download a sample file' }).click();
  const file = await sample;
  expect(file.suggestedFilename()).toBe('roster-sample.csv');
  await page.locator('input[type=file]').setInputFiles({ name: 'sample.csv', mimeType: 'text/csv', buffer: await bytesOf(file) });
  await page.getByRole('button', { name: 'Import 4 people, remove 30' }).waitFor();
  await page.getByRole('button', { name: 'Choose another file' }).click();

  const columns = { 'Employee id': 'Henkilö', Name: 'Sukunimi', 'First name': 'Kutsumanimi', 'Unit path': 'Osasto' };
  const buffer = Buffer.from(FOREIGN_ROSTER);
  await page.locator('input[type=file]').setInputFiles({ name: 'henkilöstö.csv', mimeType: 'text/csv', buffer });
  await page.getByText('3 columns are missing: Employee id, Name, Unit path').waitFor();
  await lookAtBoth(hr, 'import-foreign');
  for (const [field, column] of Object.entries({ ...columns, 'E-mail': 'Sähköposti', 'Leads the unit': 'Esihenkilö', Language: 'Kieli' })) {
    const read = page.waitForResponse(/\/preview/);
    await page.getByLabel(field, { exact: true }).selectOption(column);
    await read;
  }
  await page.getByText('Joining, for example: Aino Virtanen 0-14').waitFor();
  await page.getByText(/^Units in the file/).click();
  await lookAtBoth(hr, 'import-mapped');
  await page.getByRole('button', { name: /^Import 30 people/ }).click();
  await page.getByText('30 people: 1 joined, 1 left, 0 moved').waitFor();
  await page.goto(`${place.url}/people`);
  await page.getByLabel('Name, employee id or e-mail').fill('Virtanen 1-1');
  expect(await page.getByRole('row', { name: /^Aino Virtanen 1-1 / }).innerText()).toMatch(/leads it/);
  await lookAtBoth(hr, 'people-found');
});

async function bytesOf(file: Download): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of await file.createReadStream()) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

/** Everybody but one person of each unit answers, who see so much of the signs: steps above "never", some a step more. */
async function publish(title: string, steps: number): Promise<OpenRound> {
  const round = await openRoundOf(organisation, place.server, place.clock, { title, readers: ['executive', 'hr'] });
  await answerIn(place.server, round.invited.slice(1, -1), (at) => seeing(steps + (at % 2)));
  await closeRound(place.server, place.clock, round);
  return round;
}

function seeing(steps: number): Answers {
  const items = instrumentOf('pulse').signals.flatMap(({ items: ofSignal }) => ofSignal);
  return Object.fromEntries(items.map(({ id, reversed }) => [id, reversed ? 5 - steps : 1 + steps])) as Answers;
}

test('over two published rounds the executive reads how far the index came down, as a chart, as a table and as a picture to keep', async () => {
  const { page } = executive;
  await publish('Spring survey', 3);
  await publish('Autumn survey', 1);
  await signIn(page, `${place.url}/results`, EXECUTIVE);
  const trend = page.getByRole('figure', { name: 'Over time' });
  await trend.waitFor();
  expect((await trend.locator('figcaption').innerText()).replaceAll(/[\u2068\u2069]/g, '')).toMatch(
    /^The index over 2 published rounds, with 95 % intervals\. Autumn survey against Spring survey: 50 lower \(better\)\./,
  );
  await lookAtBoth(executive, 'trend');
  await trend.getByRole('button', { name: 'Show “Over time” as a table' }).click();
  await trend.getByRole('row', { name: /^Autumn survey .* 50 lower \(better\)$/ }).waitFor();
  expect(await trend.locator('canvas').count()).toBe(0);
  await lookAtBoth(executive, 'trend-table');
  await page.setViewportSize(PHONE);
  const table = page.getByRole('region', { name: 'Over time' });
  expect(await table.evaluate((region) => region.scrollWidth - region.clientWidth)).toBe(0);
  await page.setViewportSize(DESKTOP);
  const kept = page.waitForEvent('download');
  await trend.getByRole('button', { name: 'Save “Over time” as a picture (PNG)' }).click();
  const picture = await kept;
  expect(picture.suggestedFilename()).toBe('over-time.png');
  await picture.saveAs(screenshotPath('kept-over-time'));
  const bytes = await bytesOf(picture);
  expect(bytes.subarray(1, 4).toString('latin1')).toBe('PNG');
  expect(bytes.readUInt32BE(16)).toBe(2000);
  await trend.getByRole('button', { name: 'Show “Over time” as a chart' }).click();
  await trend.locator('canvas').waitFor();
});

test('of a round that too few answered HR, executive and employee are told that it was published without results, and why nothing will be', async () => {
  const round = await openRoundOf(organisation, place.server, place.clock, { title: 'Quiet survey', readers: ['executive', 'hr'] });
  await answerIn(place.server, round.invited.slice(0, 3), () => seeing(2));
  await closeRound(place.server, place.clock, round);

  await signIn(hr.page, `${place.url}/rounds`, HR.email);
  await hr.page.getByRole('row', { name: /^Quiet survey published without results/ }).waitFor();
  await hr.page.getByRole('link', { name: 'Quiet survey' }).click();
  await hr.page.getByText('Too few answers to show anything without risk to those who gave them.').waitFor();
  await lookAtBoth(hr, 'round-without-results');
  await hr.page.getByRole('link', { name: 'What you can do now' }).click();
  await hr.page.getByText('Do not ask anyone whether they answered.').waitFor();

  await signIn(executive.page, `${place.url}/results/${round.id}`, EXECUTIVE);
  await executive.page.getByText('Published without results').waitFor();
  expect(await executive.page.locator('figure').count()).toBe(0);
  await lookAtBoth(executive, 'results-without-results');

  const { page } = employee;
  await page.goto(round.invited[3]?.link ?? '');
  await page.getByRole('heading', { name: 'The survey is closed' }).waitFor();
  await look(employee, 'ballot-closed');
  place.clock.moveTo(new Date(place.clock.now().getTime() + 20 * DAY_MS));
  await page.getByRole('link', { name: 'Check a receipt, see the result' }).click();
  await page.getByText('The survey was published without results.').waitFor();
  await look(employee, 'check-without-results');
});
