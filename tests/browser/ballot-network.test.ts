import type { CDPSession, Page } from 'playwright-core';
import { createRound } from '#server/rounds/rounds.js';
import type { RoundId } from '#shared/ballot/manifest.js';
import { draftFrom, rosterOf } from '../../scripts/bench/bench-office.js';
import { openWideRound } from '../../scripts/bench/wide-round.js';
import { answerToSummary, openInvitation, send, startBallot } from './ballot-steps.js';
import { accessibilityFaults, openPage, PHONE } from './chromium.js';
import { anOpenRound, HR, type OpenRound } from './open-round.js';
import { aPlaceToVisit, look, type PlaceToVisit } from './place.js';

/** "120 kB or less over the wire" (interface.md). */
const FIRST_SCREEN_BYTES = 120_000;

let place: PlaceToVisit;
let round: OpenRound;
beforeAll(async () => {
  place = await aPlaceToVisit();
  round = await anOpenRound(place.server, place.clock, 'core');
}, 120_000);
afterAll(() => place.close());

interface Recorded {
  url: URL;
  type: string;
  body: string;
  /** As they went over the wire, with the cookies that the browser added. */
  headers: Record<string, string>;
  replyHeaders: Record<string, string>;
  connection: number | undefined;
  bytes: number;
}

/** Every request of a page as Chromium's network layer saw it, in order. */
async function record(page: Page): Promise<Recorded[]> {
  const session: CDPSession = await page.context().newCDPSession(page);
  const all: Recorded[] = [];
  const byId = new Map<string, Recorded>();
  const of = (id: string): Recorded => {
    const known = byId.get(id) ?? {
      url: new URL('about:blank'),
      type: '',
      body: '',
      headers: {},
      replyHeaders: {},
      connection: undefined,
      bytes: 0,
    };
    byId.set(id, known);
    return known;
  };
  session.on('Network.requestWillBeSent', ({ requestId, request, type }) => {
    const recorded = Object.assign(of(requestId), { url: new URL(request.url), type: type ?? '', body: request.postData ?? '' });
    if (request.url.startsWith('http')) all.push(recorded);
  });
  session.on(
    'Network.requestWillBeSentExtraInfo',
    ({ requestId, headers }) => void Object.assign(of(requestId), { headers: lower(headers) }),
  );
  session.on(
    'Network.responseReceivedExtraInfo',
    ({ requestId, headers }) => void Object.assign(of(requestId), { replyHeaders: lower(headers) }),
  );
  session.on(
    'Network.responseReceived',
    ({ requestId, response }) => void Object.assign(of(requestId), { connection: response.connectionId }),
  );
  session.on(
    'Network.loadingFinished',
    ({ requestId, encodedDataLength }) => void Object.assign(of(requestId), { bytes: encodedDataLength }),
  );
  await session.send('Network.enable');
  return all;
}

function lower(headers: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}

const linkOf = (number: number) => round.invited[number]?.link ?? '';
const pathsOf = (requests: readonly Recorded[]) => requests.map(({ url }) => url.pathname);

describe('a whole ballot, by somebody of HR who is signed in with the same browser', () => {
  let requests: Recorded[];
  let receipt: string;
  let afterReceipt: Recorded[];
  const at = (path: string) => {
    const found = requests.find(({ url }) => url.pathname === path);
    if (!found) throw new Error(`${path} was not requested`);
    return found;
  };

  beforeAll(async () => {
    const watched = await openPage(place.browser, PHONE);
    const { page, faults } = watched;
    requests = await record(page);
    await page.goto(`${place.url}/sign-in`);
    await page.getByLabel('E-mail').fill(HR.email);
    await page.getByLabel('Password').fill(HR.password);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('link', { name: 'Spring survey' }).waitFor();
    await openInvitation(page, linkOf(0));
    await startBallot(page);
    await answerToSummary(page);
    receipt = await send(page);
    const sent = requests.length;
    await page.getByRole('link', { name: 'Check a receipt' }).click();
    await page.getByLabel('Receipt').fill(receipt);
    await page.getByRole('button', { name: 'Check', exact: true }).click();
    await page.getByText('The list is published when the survey has closed').waitFor();
    await page.getByText('The receipt was signed by this survey.').waitFor();
    await look(watched, 'check-while-open');
    afterReceipt = requests.slice(sent);
    expect(faults).toEqual([]);
  }, 120_000);

  test('no other host is asked for anything', () => {
    expect(requests.length).toBeGreaterThan(20);
    expect([...new Set(requests.map(({ url }) => url.origin))]).toEqual([place.url]);
  });

  test('no cookie goes to a ballot route or page or comes from one, though there is one for the office', () => {
    const office = requests.filter(({ url }) => url.pathname.startsWith('/api/'));
    expect(office.some(({ replyHeaders }) => 'set-cookie' in replyHeaders)).toBe(true);
    expect(office.some(({ headers }) => 'cookie' in headers)).toBe(true);
    const others = requests.filter((one) => !office.includes(one));
    expect(others.filter(({ headers, replyHeaders }) => 'cookie' in headers || 'set-cookie' in replyHeaders)).toEqual([]);
    expect(pathsOf(others)).toEqual(expect.arrayContaining(['/b', '/ballot/invitation', '/ballot/collect', '/ballot/cast']));
  });

  test('after collect nothing is requested but the cast: no script, no style, no page', () => {
    const [from, to] = [requests.indexOf(at('/ballot/collect')), requests.indexOf(at('/ballot/cast'))];
    expect(pathsOf(requests.slice(from, to + 1))).toEqual(['/ballot/collect', '/ballot/cast']);
    expect(pathsOf(requests.slice(to + 1, requests.length - afterReceipt.length))).toEqual([]);
  });

  test('no ballot request shares its connection with any other request', () => {
    const connections = requests.map(({ connection }) => connection);
    const ballot = requests.filter(({ url }) => url.pathname.startsWith('/ballot/'));
    expect(ballot.length).toBeGreaterThanOrEqual(5);
    for (const { connection, url } of ballot) {
      expect(connection).toBeGreaterThan(0);
      expect({ path: url.pathname, shared: connections.filter((other) => other === connection).length }).toEqual({
        path: url.pathname,
        shared: 1,
      });
    }
    expect(at('/ballot/collect').connection).not.toBe(at('/ballot/cast').connection);
  });

  test('no referrer goes to a ballot route', () => {
    const ballot = requests.filter(({ url }) => url.pathname.startsWith('/ballot/'));
    expect(ballot.filter(({ headers }) => 'referer' in headers)).toEqual([]);
  });

  test('no token stands in an address, and none is sent with the answers', () => {
    const token = round.invited[0]?.token ?? '';
    expect(requests.filter(({ url }) => url.href.replace(/#.*/, '').includes(token))).toEqual([]);
    expect(at('/ballot/collect').body).toContain(token);
    expect(at('/ballot/cast').body).not.toContain(token);
  });

  test('no request carries the receipt, also when it is checked', () => {
    expect(receipt).toMatch(/^CR1-/);
    const ballot = JSON.parse(at('/ballot/cast').body) as { id: string };
    const secrets = [receipt, receipt.slice(4, 40), receipt.slice(-40), ballot.id];
    expect(afterReceipt.length).toBeGreaterThan(0);
    for (const { url, body } of afterReceipt)
      for (const secret of secrets) expect(`${url.href} ${body}`.toLowerCase()).not.toContain(secret.toLowerCase());
  });
});

test('the first screen moves at most 120 kB; only then are the questions requested, and meanwhile its controls respond', async () => {
  const { page } = await openPage(place.browser, PHONE);
  const requests = await record(page);
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  const asked = new Promise<number>((resolve) => {
    void page.route('**/assets/questions-*.js', async (route) => {
      resolve(requests.reduce((sum, { bytes }) => sum + bytes, 0));
      await held;
      await route.continue();
    });
  });
  await page.goto(linkOf(1));
  const bytes = await asked;
  expect(bytes).toBeGreaterThan(20_000);
  expect(bytes).toBeLessThanOrEqual(FIRST_SCREEN_BYTES);
  expect(await page.getByText(/^[0-9A-Z]{4}( [0-9A-Z]{4}){3}$/).isVisible()).toBe(true);
  expect(await page.getByText('What could still point to you?').isVisible()).toBe(true);

  await page.getByRole('button', { name: 'Continue' }).click();
  const start = page.getByRole('button', { name: 'Yes, start' });
  await start.click({ force: true });
  expect(await start.getAttribute('aria-disabled')).toBe('true');
  expect(await place.server.stores.roll.collected(round.id)).toBe(1);
  release();
  await page.locator('button:not([aria-disabled])', { hasText: 'Yes, start' }).click();
  await page.getByText('Page 1 of').waitFor();
});

test('also with 300 units in the manifest, which comes compressed and once', async () => {
  const { server, clock } = place;
  const { registrar } = server.stores;
  const organisation = (await registrar.rounds.byId(round.id))?.organisation ?? '';
  const { revision } = await registrar.roster.state(organisation);
  await registrar.roster.replace(organisation, revision, rosterOf(3600, 300), clock.now().toISOString());
  const { rounds } = server.wired;
  const { id } = await createRound(rounds, { organisation, by: HR.name, draft: draftFrom(clock.now()) });
  const code = await openWideRound({ rounds, act: { organisation, by: HR.name, round: id as RoundId } });

  const { page } = await openPage(place.browser, PHONE);
  const requests = await record(page);
  const asked = new Promise<number>((resolve) => {
    void page.route('**/assets/questions-*.js', async (route) => {
      resolve(requests.reduce((sum, { bytes }) => sum + bytes, 0));
      await route.continue();
    });
  });
  await page.goto(`${place.url}/b#${code}`);
  const bytes = await asked;
  expect(await page.getByText(/^[0-9A-Z]{4}( [0-9A-Z]{4}){3}$/).isVisible()).toBe(true);
  expect(bytes).toBeGreaterThan(20_000);
  expect(bytes).toBeLessThanOrEqual(FIRST_SCREEN_BYTES);
  const terms = requests.filter(({ url }) => /^\/ballot\/manifests\/[0-9a-f]{64}$/.test(url.pathname));
  expect(terms.map(({ replyHeaders }) => replyHeaders['content-encoding'])).toEqual(['br']);
  expect(requests.find(({ url }) => url.pathname === '/ballot/invitation')).toBeDefined();
});

test('a script that was lost on its way is asked for again: the page is loaded anew, with the code, and goes on', async () => {
  const { page } = await openPage(place.browser, PHONE);
  await page.addInitScript(() => Object.defineProperty(window, 'sessionStorage', { get: () => undefined }));
  await page.route('**/assets/questions-*.js', (route) => route.abort());
  await openInvitation(page, linkOf(2));
  await page.getByRole('button', { name: 'Continue' }).click();
  const again = page.getByRole('button', { name: 'Try again' });
  await again.click();
  await page.getByText('The questions could not be loaded.').waitFor();
  await page.unroute('**/assets/questions-*.js');
  await again.click();
  await startBallot(page);
  expect(new URL(page.url()).hash).toBe('');
});

test('a language that was lost on its way is told, and comes when it is tried again', async () => {
  const { page } = await openPage(place.browser, PHONE);
  await page.route('**/assets/he-*.js', (route) => route.abort());
  await openInvitation(page, linkOf(2));
  await page.getByRole('button', { name: 'עברית' }).click();
  await page.getByText('This language could not be loaded.').waitFor();
  expect(await accessibilityFaults(page)).toEqual([]);
  await page.unroute('**/assets/he-*.js');
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.getByRole('button', { name: 'המשך' }).waitFor();
  expect(await page.locator('html').getAttribute('dir')).toBe('rtl');
});

test('where the page cannot run, it says late what to do, and nothing before it runs', async () => {
  const { page } = await openPage(place.browser, PHONE);
  await page.route('**/assets/b-*.js', (route) => route.abort());
  await page.goto(linkOf(2));
  const told = page.getByText('This page did not load.');
  expect(await told.isVisible()).toBe(false);
  await told.waitFor({ state: 'visible' });
  await page.unroute('**/assets/b-*.js');
  await page.reload();
  await page.getByRole('button', { name: 'Continue' }).waitFor();
  expect(await told.count()).toBe(0);
});
