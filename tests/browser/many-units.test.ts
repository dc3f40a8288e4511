import type { Page } from 'playwright-core';
import { createRound } from '#server/rounds/rounds.js';
import { DESKTOP, openPage, PHONE, type WatchedPage } from './chromium.js';
import { chooseRoster, signIn } from './office-steps.js';
import { draftOf, foundAcme, HR } from './open-round.js';
import { aPlaceToVisit, look, lookOnPhone, type PlaceToVisit, progress } from './place.js';

/* What HR meets in an organisation of some three hundred nested units: pages that end, and names that can be read. */

const DIVISIONS = ['Production', 'Logistics', 'Research and Development', 'Hospital'];
const SITES = ['Hamburg', 'Haifa', 'Lyon', 'Porto', 'Leeds'];
const TEAMS = ['Night shift', 'Day shift', 'Quality assurance', 'Maintenance', 'Planning', 'Apprentices', 'Warehouse'];

let place: PlaceToVisit;
let hr: WatchedPage;
let draft: string;

beforeAll(async () => {
  place = await aPlaceToVisit();
  const organisation = await foundAcme(place.server);
  hr = await openPage(place.browser, DESKTOP);
  await signIn(hr.page, `${place.url}/people/import`, HR.email);
  await chooseRoster(hr.page, roster());
  await hr.page.getByRole('button', { name: /^Import [\d,]+ people/ }).click();
  await hr.page.getByText('Imported.').waitFor();
  const made = { organisation, by: HR.name, draft: draftOf('pulse', place.clock.now().getTime()) };
  draft = (await createRound(place.server.wired.rounds, made)).id;
}, 240_000);
afterAll(() => place.close());
afterEach(() => progress(expect.getState().currentTestName ?? ''));

/** Teams of one name under each site of each division, some of them six levels down. */
function roster(): string {
  const teams = DIVISIONS.flatMap((division) =>
    SITES.flatMap((site) => TEAMS.flatMap((team, at) => [[division, site, team], ...(at < 2 ? [deep(division, site, team)] : [])])),
  );
  const lines = teams.flatMap((path, at) =>
    Array.from({ length: 12 }, (_, n) => `${at}-${n},Person ${at} ${n},p${at}-${n}@acme.test,${path.join(' / ')},no,en`),
  );
  return `Employee ID,Name,E-mail,Unit,Leads it,Language\n${lines.join('\n')}\n`;
}

function deep(division: string, site: string, team: string): string[] {
  return [division, site, team, 'Hall seven', 'Line of the assembly', 'Station for inspections'];
}

/** Less than three screens, and nothing that moves the page sideways: what follows a table of hundreds of rows is reached. */
async function lookAtLength(watched: WatchedPage, name: string): Promise<void> {
  const { page } = watched;
  await look(watched, name);
  await lookOnPhone(watched, name);
  expect(await page.evaluate(() => document.documentElement.scrollHeight)).toBeLessThan(3 * DESKTOP.height);
}

/** How wide the narrowest name stands, in pixels. */
function narrowestName(page: Page): Promise<number> {
  return page
    .locator('tbody th [data-depth]')
    .evaluateAll((names) =>
      Math.min(...names.map((name) => name.getBoundingClientRect().width - Number.parseFloat(getComputedStyle(name).paddingInlineStart))),
    );
}

test('the people page of an organisation with hundreds of units ends, and its names can be read on a phone', async () => {
  const { page } = hr;
  await page.goto(`${place.url}/people`);
  await page.getByRole('rowheader', { name: 'Night shift' }).first().waitFor();
  expect(await page.locator('tbody tr').count()).toBeGreaterThan(250);
  await lookAtLength(hr, 'many-units-people');
  await page.setViewportSize(PHONE);
  expect(await narrowestName(page)).toBeGreaterThan(90);
  await page.setViewportSize(DESKTOP);
  await page.getByLabel('Name of a unit').fill('porto / night');
  await look(hr, 'many-units-people-found');
});

test('whoever reads the privacy preview of hundreds of groups reaches what comes after it', async () => {
  const { page } = hr;
  await page.goto(`${place.url}/rounds/${draft}/prepare/privacy`);
  await page.getByRole('rowheader', { name: 'Night shift' }).first().waitFor();
  await lookAtLength(hr, 'many-units-privacy');
  await page.setViewportSize(PHONE);
  expect(await narrowestName(page)).toBeGreaterThan(90);
  await page.setViewportSize(DESKTOP);
});
