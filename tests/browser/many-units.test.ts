import type { Page } from 'playwright-core';
import { createRound } from '#server/rounds/rounds.js';
import { aSnapshot, NOW, publishedRounds } from '../dashboard/published-round.js';
import { DESKTOP, openPage, PHONE, screenshot, type WatchedPage } from './chromium.js';
import { chooseRoster, signIn } from './office-steps.js';
import { draftOf, foundAcme, HR } from './open-round.js';
import { aPlaceToVisit, look, type PlaceToVisit, progress } from './place.js';

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

/** Less than three screens, and nothing that moves a phone's page sideways: what follows a table of hundreds of rows is reached, and its names can be read. */
async function lookAtLength(watched: WatchedPage, name: string): Promise<void> {
  const { page } = watched;
  await look(watched, name);
  expect(await page.evaluate(() => document.documentElement.scrollHeight)).toBeLessThan(3 * DESKTOP.height);
  await page.setViewportSize(PHONE);
  await screenshot(page, `${name}-phone`);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(PHONE.width);
  expect(await page.evaluate(() => document.documentElement.scrollHeight)).toBeLessThan(3 * PHONE.height);
  expect(await narrowestName(page)).toBeGreaterThan(90);
  await page.setViewportSize(DESKTOP);
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
  await page.getByLabel('Name of a unit').fill('porto / night');
  await look(hr, 'many-units-people-found');
});

test('whoever reads the privacy preview of hundreds of groups reaches what comes after it', async () => {
  const { page } = hr;
  await page.goto(`${place.url}/rounds/${draft}/prepare/privacy`);
  await page.getByRole('rowheader', { name: 'Night shift' }).first().waitFor();
  await lookAtLength(hr, 'many-units-privacy');
});

test('whoever opens the units of a file still reaches the button that imports it', async () => {
  const { page } = hr;
  await page.goto(`${place.url}/people/import`);
  await chooseRoster(page, roster());
  await page.getByText(/^Units in the file/).click();
  await page.getByRole('rowheader', { name: 'Hospital / Leeds / Warehouse' }).waitFor();
  await screenshot(page, 'many-units-import');
  expect(await page.evaluate(() => document.documentElement.scrollHeight)).toBeLessThan(3 * DESKTOP.height);
});

test('five levels down the heatmap leaves a name room on a phone', async () => {
  const { page } = hr;
  const names = ['Acme', ...deep('Production', 'Hamburg', 'Night shift')];
  const units = names.map((name, at) => ({ id: `u${at}`, name, parent: at === 0 ? null : `u${at - 1}`, depth: at, roll: 400 - 50 * at }));
  const all = aSnapshot().results?.cells.all ?? {};
  const cells = Object.fromEntries(units.map(({ id }) => [id, all]));
  const snapshot = aSnapshot({ units }, { cells, items: {}, standsOut: {}, changes: null } as never);
  await page.route('**/api/results', (route) => route.fulfill({ json: { rounds: publishedRounds() } }));
  await page.route(`**/api/results/${NOW}`, (route) =>
    route.fulfill({ json: { snapshot, employeesSeeResultsFrom: '2026-12-18T08:00:00Z' } }),
  );
  await page.setViewportSize(PHONE);
  await page.goto(`${place.url}/results/${NOW}`);
  for (const name of names.slice(1, -1)) await page.getByRole('button', { name: `Units below ${name}` }).click();
  const last = page.getByRole('button', { name: names.at(-1) ?? '', exact: true });
  await last.waitFor();
  await screenshot(page, 'many-units-heatmap');
  expect((await last.boundingBox())?.width).toBeGreaterThan(90);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(PHONE.width);
  await page.setViewportSize(DESKTOP);
});
