import type { Page } from 'playwright-core';
import { parseInvitationCode } from '#shared/ballot/link.js';
import { someAnswers } from '../builders/launched-round.js';
import { aMailServer, type MailServer } from '../builders/mail-server.js';
import { answerThisPage, answerToSummary, onPage, openInvitation, receiptOn, turnPage } from './ballot-steps.js';
import { DESKTOP, openPage, PHONE, screenshot, type WatchedPage } from './chromium.js';
import { chooseRoster, invite, join, PASSWORD, signIn } from './office-steps.js';
import { answerIn } from './open-round.js';
import { aPlaceToVisit, look, lookAtBoth, lookOnPhone, type PlaceToVisit, progress, requestsBeyond } from './place.js';

/* One organisation from an empty server to a published result, as its people would meet it. Each test goes on where the one before ended. */

const UNITS = { 'Sales / North': 18, 'Sales / South': 15, Workshop: 13, Office: 14 };
/** Of the office, too few to be shown. */
const ANSWERS_IN: Readonly<Record<string, number>> = { 'Sales / North': 16, 'Sales / South': 13, Workshop: 11, Office: 3 };
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

let place: PlaceToVisit;
let mail: MailServer;
let hr: WatchedPage;
let executive: WatchedPage;
let steward: WatchedPage;
let employee: WatchedPage;
let roundAddress: string;
let roundCode: string;
let receipt: string;
let opens: Date;

beforeAll(async () => {
  mail = await aMailServer();
  place = await aPlaceToVisit({ SMTP_URL: `smtp://127.0.0.1:${mail.port}/?ignoreTLS=true`, MAIL_FROM: 'Candour <candour@acme.test>' });
  [hr, executive, steward, employee] = await Promise.all([
    openPage(place.browser, DESKTOP),
    openPage(place.browser, DESKTOP),
    openPage(place.browser, DESKTOP),
    openPage(place.browser, PHONE),
  ]);
}, 120_000);
afterAll(async () => {
  await place.close();
  await mail.close();
});
afterEach(() => progress(expect.getState().currentTestName ?? ''));

let broken: string | undefined;

/** A test that goes on where the one before ended, and says so at once when that one failed. */
function step(name: string, run: () => Promise<void>, timeout?: number): void {
  test(
    name,
    async () => {
      if (broken) throw new Error(`not tried, since this failed: ${broken}`);
      broken = name;
      await run().catch(async (fault) => {
        for (const [who, { page }] of Object.entries({ hr, executive, steward, employee })) await screenshot(page, `failed-${who}`);
        throw fault;
      });
      broken = undefined;
    },
    timeout,
  );
}

const tick = () => place.server.wired.scheduler.tick();
const wallTime = (field: string, page: Page) => page.getByLabel(field, { exact: true }).inputValue();

function roster(parts: { badRow?: boolean; newcomer?: boolean } = {}): string {
  const lines = Object.entries(UNITS).flatMap(([unit, people], at) =>
    Array.from({ length: people }, (_, n) => {
      const id = `${at + 1}${String(n).padStart(2, '0')}`;
      const email = parts.badRow && id === '203' ? 'no address' : `p${id}@acme.test`;
      return `${id},Person ${id},${email},${unit},no,${n % 4 === 1 ? 'he' : 'en'}`;
    }),
  );
  const newcomer = parts.newcomer ? ['500,Nora Newcomer,nora@acme.test,Workshop,no,en'] : [];
  return `${['Employee ID,Name,E-mail,Unit,Leads it,Language', ...lines, ...newcomer].join('\n')}\n`;
}

/** Where a person's mail points to; the newest one. */
function linkSentTo(email: string): string {
  const sent = mail.received.filter(({ to }) => to === email).at(-1);
  const link = /http:\/\/\S+\/b#[0-9A-Z]+\.[0-9A-Z]+/.exec(sent?.body ?? '')?.[0];
  if (!link) throw new Error(`no link was sent to ${email}`);
  return link;
}

async function voteWith(emails: readonly string[], first: (at: number) => number): Promise<void> {
  const voters = emails.map((email) => parseInvitationCode(linkSentTo(email)) as { token: string; manifest: never });
  await answerIn(place.server, voters, (at) => someAnswers('core', first(at)));
}

step('the setup link makes the organisation and its first HR account', async () => {
  const { page } = hr;
  await page.goto(place.server.setupLink ?? '');
  await lookAtBoth(hr, 'setup');
  await page.getByLabel('Name of the organisation').fill('Acme');
  await page.getByLabel('Time zone').selectOption('Europe/Berlin');
  await page.getByLabel('Your name').fill('Hana Holm');
  await page.getByLabel('E-mail').fill('hana@acme.test');
  await page.getByLabel('Password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Create the organisation' }).click();
  await page.getByRole('heading', { name: 'Three ways to begin' }).waitFor();
  await lookAtBoth(hr, 'start');
  for (const empty of ['rounds', 'people', 'results']) {
    await page.goto(`${place.url}/${empty}`);
    await lookAtBoth(hr, `${empty}-empty`);
  }
});

step('an executive and a steward are invited by one-time links, and join', async () => {
  const { page } = hr;
  await page.goto(`${place.url}/colleagues`);
  const toExecutive = await invite(page, 'Edgar', 'edgar@acme.test', 'Executive');
  await lookAtBoth(hr, 'colleagues-link');
  const toSteward = await invite(page, 'Stella', 'stella@acme.test', 'Steward');
  await executive.page.goto(toExecutive);
  await executive.page.getByRole('heading', { name: 'Welcome to Acme' }).waitFor();
  await lookAtBoth(executive, 'join');
  await join(executive.page, toExecutive);
  await look(executive, 'results-empty-executive');
  await join(steward.page, toSteward);
  await look(steward, 'terms-empty');
  await page.reload();
  await lookOnPhone(hr, 'colleagues');
  const used = await openPage(place.browser, DESKTOP);
  await used.page.goto(toSteward);
  await used.page
    .getByText(/used|no longer|once/i)
    .first()
    .waitFor();
});

step('a roster with a row that cannot be read is refused row by row, and imported once it is mended', async () => {
  const { page } = hr;
  await page.goto(`${place.url}/people/import`);
  await lookAtBoth(hr, 'import');
  await chooseRoster(page, roster({ badRow: true }));
  await page.getByText('"no address" is not an e-mail address.').waitFor();
  await lookAtBoth(hr, 'import-bad-row');
  expect(await page.getByRole('button', { name: 'Import 59 people' }).isDisabled()).toBe(true);
  await page.getByRole('button', { name: 'Choose another file' }).click();
  await chooseRoster(page, roster());
  await lookAtBoth(hr, 'import-preview');
  await page.getByRole('button', { name: 'Import 60 people' }).click();
  await page.getByText('60 people: 60 joined, 0 left, 0 moved').waitFor();
  await lookAtBoth(hr, 'import-done');
  await page.getByRole('link', { name: 'See people and units' }).click();
  await page.getByRole('rowheader', { name: 'Workshop' }).waitFor();
  await lookAtBoth(hr, 'people');
});

step(
  'a round is prepared in the wizard, with a privacy preview, and launched',
  async () => {
    const { page } = hr;
    await page.goto(`${place.url}/rounds/new`);
    await lookAtBoth(hr, 'wizard-basics');
    await page.getByLabel('Title').fill('Spring survey');
    const next = () => page.getByRole('button', { name: 'Continue' }).click();
    await next();
    await page.getByRole('heading', { name: 'Schedule', level: 2 }).waitFor();
    const opensAt = await wallTime('Opens', page);
    opens = new Date(`${opensAt}:00+01:00`);
    await page.getByLabel('May end early, from').fill(new Date(Date.parse(`${opensAt}:00Z`) + 2 * DAY_MS).toISOString().slice(0, 16));
    await lookAtBoth(hr, 'wizard-schedule');
    await next();
    await page.getByLabel('Fewest people behind a score (K)').waitFor();
    await lookAtBoth(hr, 'wizard-rules');
    await next();
    await page.getByText('60 people are invited.').waitFor();
    await lookAtBoth(hr, 'wizard-privacy');
    await page.getByRole('link', { name: 'Continue' }).click();
    await page.getByRole('button', { name: 'Freeze the terms and launch' }).waitFor();
    await lookAtBoth(hr, 'wizard-launch');
    await page.getByRole('button', { name: 'Freeze the terms and launch' }).click();
    await page.getByRole('dialog').waitFor();
    await lookAtBoth(hr, 'wizard-launch-dialog');
    await page.getByRole('button', { name: 'Launch now' }).click();
    await page.getByText('The terms are frozen.').waitFor({ timeout: 60_000 });
    roundAddress = page.url();
    await look(hr, 'round-scheduled');
  },
  120_000,
);

step('at its time the round opens, and everybody is sent a link', async () => {
  expect(mail.received).toEqual([]);
  place.clock.moveTo(new Date(opens.getTime() + 60_000));
  await tick();
  for (let turns = 0; mail.received.length < 60 && turns < 20; turns++) await tick();
  expect(new Set(mail.received.map(({ to }) => to)).size).toBe(60);
  await signIn(hr.page, roundAddress, 'hana@acme.test');
  await hr.page.getByText('People can answer until').waitFor();
  await lookAtBoth(hr, 'round-open');
});

step('an employee answers on a phone, from the mail to the receipt', async () => {
  const { page } = employee;
  await openInvitation(page, linkSentTo('p102@acme.test'));
  roundCode = await page.getByText(/^[0-9A-Z]{4}( [0-9A-Z]{4}){3}$/).innerText();
  await look(employee, 'ballot-start');
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByText(/You count as .?North.?, 18 people: right\?/).waitFor();
  await page.locator('button:not([aria-disabled])', { hasText: 'Yes, start' }).waitFor();
  await look(employee, 'ballot-unit');
  await page.getByRole('button', { name: 'Yes, start' }).click();
  await onPage(page, 1);
  await look(employee, 'ballot-page-1');
  await answerThisPage(page);
  await turnPage(page);
  await answerThisPage(page, 1);
  await page.goBack();
  await onPage(page, 1);
  await page.getByText('10 of 33 answered').waitFor();
  await look(employee, 'ballot-page-1-answered');
  await turnPage(page);
  await answerToSummary(page);
  await page.getByText('You answered 33 of 33 statements.').waitFor();
  await page.getByText('Show exactly what is sent').click();
  const sent = JSON.parse(await page.locator('pre').innerText());
  expect(Object.keys(sent).sort()).toEqual(['answers', 'id', 'kind', 'round', 'signature', 'unit']);
  expect(Object.values(sent.answers).filter((code) => code === 0)).toEqual([]);
  await look(employee, 'ballot-summary');
  const cast = page.waitForRequest('**/ballot/cast');
  await page.getByRole('button', { name: 'Send', exact: true }).click();
  expect((await cast).postDataJSON()).toEqual(sent);
  receipt = await receiptOn(page);
  await look(employee, 'ballot-receipt');
});

step('others answer; a day later HR sees how many fetched a ballot, rounded down, and nobody by name', async () => {
  const emails = Object.values(ANSWERS_IN).flatMap((people, at) =>
    Array.from({ length: people }, (_, n) => `p${at + 1}${String(n).padStart(2, '0')}@acme.test`),
  );
  await voteWith(
    emails.filter((email) => email !== 'p102@acme.test'),
    (at) => (at * 7) % 3,
  );
  place.clock.moveTo(new Date(opens.getTime() + DAY_MS + HOUR_MS));
  await tick();
  await signIn(hr.page, roundAddress, 'hana@acme.test');
  await hr.page.getByText('at least 40 of 60 ballots fetched').waitFor();
  await look(hr, 'round-participation');
});

step('somebody who joined later is imported and added, with a reason', async () => {
  const { page } = hr;
  await page.goto(`${place.url}/people/import`);
  await chooseRoster(page, roster({ newcomer: true }));
  await page.getByRole('button', { name: 'Import 61 people' }).click();
  await page.getByText('61 people: 1 joined, 0 left, 0 moved').waitFor();
  await page.goto(roundAddress);
  await page.getByRole('button', { name: 'Add a person' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name, employee id or e-mail').fill('Nora');
  await dialog.getByText('Nora Newcomer').click();
  await dialog.getByLabel('Reason').fill('She joined us on Monday.');
  await dialog.getByText('The steward will read it.').waitFor();
  await lookAtBoth(hr, 'round-add-person');
  await dialog.getByRole('button', { name: 'Add', exact: true }).click();
  await page.getByText('Person added').first().waitFor();
  await tick();
  await voteWith(['nora@acme.test'], () => 2);
});

step('inside the frozen limits HR ends the round; it closes and is published by the clock', async () => {
  const { page } = hr;
  place.clock.moveTo(new Date(opens.getTime() + 2 * DAY_MS + HOUR_MS));
  await signIn(page, roundAddress, 'hana@acme.test');
  await page.getByRole('button', { name: 'End now' }).first().click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Reason').fill('Nearly everybody has answered.');
  await lookAtBoth(hr, 'round-end');
  await dialog.getByRole('button', { name: 'End the round' }).click();
  await dialog.waitFor({ state: 'detached' });
  // The grace runs from the moment that the closing begins: that is before the clock is moved.
  await tick();
  await tick();
  place.clock.moveTo(new Date(opens.getTime() + 2 * DAY_MS + 3 * HOUR_MS));
  await tick();
  await tick();
  await page.goto(roundAddress);
  await page.getByText('The results were published').waitFor();
  await look(hr, 'round-published');
});

step('the executive reads the result: on the first screen the index, the ranked signals and the heatmap, small groups hidden', async () => {
  const { page } = executive;
  await signIn(page, `${place.url}/results`, 'edgar@acme.test');
  await page.getByRole('heading', { name: 'Most often seen' }).waitFor();
  await page
    .getByRole('table', { name: /by unit|Where/ })
    .or(page.locator('table').first())
    .first()
    .waitFor();
  await page.getByText('Fear-culture index').first().waitFor();
  expect(
    await page
      .getByText(/^\d+ of 100\./)
      .first()
      .isVisible(),
  ).toBe(true);
  expect(await page.getByRole('button', { name: /Office is hidden/ }).count()).toBeGreaterThan(0);
  for (const title of ['Most often seen', 'Where it is seen']) {
    const box = await page.getByRole('heading', { name: title }).boundingBox();
    expect((box?.y ?? DESKTOP.height) + 150).toBeLessThan(DESKTOP.height);
  }
  await lookAtBoth(executive, 'dashboard');
  await page
    .getByRole('button', { name: /Office is hidden/ })
    .first()
    .click();
  await page.getByRole('dialog').waitFor();
  await look(executive, 'dashboard-why-hidden');
});

step('the employee finds the receipt in the public list, and from the promised day the company’s result', async () => {
  const { page } = employee;
  const check = async () => {
    await page.goto(`${place.url}/check`);
    await page.getByLabel('Receipt').fill(receipt);
    await page.getByRole('button', { name: 'Check', exact: true }).click();
    await page.getByText('Found: this ballot was counted.').waitFor();
  };
  await check();
  await page.getByText('The receipt was signed by this survey.').waitFor();
  await page.getByText("The company's result is shown here from").waitFor();
  await look(employee, 'check-published');
  place.clock.moveTo(new Date(opens.getTime() + 60 * DAY_MS));
  await check();
  await page.getByText(/Fear index: .* of 100/).waitFor();
  await look(employee, 'check-company-index');
  await page.setViewportSize(DESKTOP);
  await look(employee, 'check-company-index-desktop');
  await page.setViewportSize(PHONE);
});

step('the steward reads terms, ledger, who looked and the notice, and downloads the package', async () => {
  const { page } = steward;
  await signIn(page, `${place.url}/terms`, 'stella@acme.test');
  await page.getByText(roundCode).first().waitFor();
  await look(steward, 'terms-list');
  await page.getByRole('link', { name: 'Spring survey' }).click();
  await page.getByText('Nearly everybody has answered.').waitFor();
  await page.getByText('She joined us on Monday.').waitFor();
  await lookAtBoth(steward, 'terms');
  const download = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Download the package' }).click();
  const stream = await (await download).createReadStream();
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  const counted = Object.values(ANSWERS_IN).reduce((sum, people) => sum + people, 0) + 1;
  expect(
    Buffer.concat(chunks)
      .toString('utf8')
      .match(/"signature"/g),
  ).toHaveLength(counted);
  await page.getByRole('link', { name: 'Notice to print' }).click();
  await page.getByRole('button', { name: /print/i }).waitFor();
  expect(await page.getByText(roundCode).isVisible()).toBe(true);
  expect(await page.getByRole('main').getByText('Stella').isVisible()).toBe(true);
  await lookAtBoth(steward, 'notice');
  await page.goto(`${place.url}/ledger`);
  await page.getByText('Nearly everybody has answered.').waitFor();
  await lookAtBoth(steward, 'ledger');
  await page.goto(`${place.url}/views`);
  await page.getByRole('cell', { name: 'Edgar' }).first().waitFor();
  await lookAtBoth(steward, 'views');
  await page.goto(`${place.url}/account`);
  await look(steward, 'account');
});

step('nobody’s browser ever asked anybody but this server', async () => {
  const asked = [hr, executive, steward, employee].map(({ requests }) => requests);
  expect(asked.map((requests) => requests.length > 20)).toEqual([true, true, true, true]);
  expect(requestsBeyond(place.url, asked.flat())).toEqual([]);
});
