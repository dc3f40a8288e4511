import type { BrowserContext, Page, Route } from 'playwright-core';
import { answerThisPage, answerToSummary, goOn, onPage, openInvitation, send, startBallot, turnPage } from './ballot-steps.js';
import { openPage, PHONE } from './chromium.js';
import { anOpenRound, type OpenRound } from './open-round.js';
import { aPlaceToVisit, look, type PlaceToVisit, progress } from './place.js';

let place: PlaceToVisit;
let round: OpenRound;
beforeAll(async () => {
  place = await aPlaceToVisit();
  round = await anOpenRound(place.server, place.clock);
}, 120_000);
afterAll(() => place.close());

let person = 0;

/** Somebody with a link of their own, and a device of their own. */
async function aVoter() {
  const link = round.invited[person++]?.link ?? '';
  const watched = await openPage(place.browser, PHONE);
  return { link, ...watched, watched };
}

async function counted(): Promise<number> {
  const byUnit = await place.server.stores.ballotBox.countByUnit(round.id, 'scored');
  return [...byUnit.values()].reduce((sum, unit) => sum + unit, 0);
}

/** The server gets the request and answers; the tab is gone before the answer is. */
async function killDuring(page: Page, path: string, act: () => Promise<void>): Promise<void> {
  const arrived = new Promise<void>((resolve) => {
    void page.route(path, async (route: Route) => {
      await route.fetch();
      resolve();
    });
  });
  await act();
  await arrived;
  await page.close();
}

/** The request never leaves; then the tab is gone. */
async function killBefore(page: Page, path: string, act: () => Promise<void>): Promise<void> {
  const tried = new Promise<void>((resolve) => {
    void page.route(path, async (route: Route) => {
      await route.abort();
      resolve();
    });
  });
  await act();
  await tried;
  await page.close();
}

/** Reopens the link on the same device, answers what is not answered, and sends. */
async function finish(context: BrowserContext, link: string): Promise<Page> {
  const page = await context.newPage();
  await goOn(page, link);
  await onPage(page, 1);
  await answerToSummary(page);
  await send(page);
  return page;
}

const pressStart = async (page: Page) => {
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.locator('button:not([aria-disabled])', { hasText: 'Yes, start' }).click();
};
const pressSend = (page: Page) => page.getByRole('button', { name: 'Send', exact: true }).click();

type Kill = (page: Page) => Promise<void>;
const steps: [string, Kill][] = [
  ['before the request for a ballot has left', (page) => killBefore(page, '**/ballot/collect', () => pressStart(page))],
  ['before the signed ballot has come back', (page) => killDuring(page, '**/ballot/collect', () => pressStart(page))],
  [
    'on the first page',
    async (page) => {
      await startBallot(page);
      await page.close();
    },
  ],
  [
    'on page 3',
    async (page) => {
      await startBallot(page);
      for (const next of [2, 3]) {
        await answerThisPage(page);
        await turnPage(page);
        await onPage(page, next);
      }
      await page.close();
    },
  ],
  [
    'at the summary',
    async (page) => {
      await startBallot(page);
      await answerToSummary(page);
      await page.close();
    },
  ],
  [
    'after Send, before the ballot has left',
    async (page) => {
      await startBallot(page);
      await answerToSummary(page);
      await killBefore(page, '**/ballot/cast', () => pressSend(page));
    },
  ],
];

test.each(steps)('a tab killed %s: the ballot waits on the device and can still be sent, once', async (when, kill) => {
  const before = await counted();
  const { page, context, link } = await aVoter();
  await openInvitation(page, link);
  await kill(page);
  expect(await counted()).toBe(before);
  await finish(context, link);
  expect(await counted()).toBe(before + 1);
  progress(`killed ${when}`);
});

test('a tab killed after the ballot was counted and before the receipt came: sent again, it counts once', async () => {
  const before = await counted();
  const { page, context, link } = await aVoter();
  await openInvitation(page, link);
  await startBallot(page);
  await answerToSummary(page);
  await killDuring(page, '**/ballot/cast', () => pressSend(page));
  expect(await counted()).toBe(before + 1);
  const again = await finish(context, link);
  expect(await counted()).toBe(before + 1);
  await again.close();
});

/** Statements under a page's number, each time that anything on the page has changed, and at each drawn frame. */
function watchPages(page: Page): Promise<void> {
  return page.evaluate(() => {
    const seen = new Set<string>();
    const see = () => {
      const [, number] = /Page (\d+) of/.exec(document.body.textContent ?? '') ?? [];
      const statement = document.querySelector('[role=radiogroup]')?.getAttribute('aria-labelledby');
      if (number) seen.add(`${number} ${document.getElementById(statement ?? '')?.textContent}`);
    };
    const frame = () => {
      see();
      requestAnimationFrame(frame);
    };
    frame();
    new MutationObserver(see).observe(document.body, { subtree: true, childList: true, characterData: true });
    Object.assign(window, { pagesSeen: seen });
  });
}

test('a page that is turned shows its number and its statements at once, never those of the page before', async () => {
  const { page, link } = await aVoter();
  await openInvitation(page, link);
  await startBallot(page);
  await watchPages(page);
  await turnPage(page);
  await turnPage(page);
  await page.goBack();
  await onPage(page, 2);
  const seen = await page.evaluate(() => [...(window as unknown as { pagesSeen: Set<string> }).pagesSeen]);
  expect(seen.map((one) => one.slice(0, 1))).toEqual(['1', '2', '3']);
  await page.close();
});

test('a page reloaded in its tab keeps the answers and the page', async () => {
  const { page, watched, link } = await aVoter();
  await openInvitation(page, link);
  await startBallot(page);
  await answerThisPage(page);
  await turnPage(page);
  await page.reload();
  await page.getByRole('heading', { name: 'Your ballot is waiting on this device' }).waitFor();
  await look(watched, 'ballot-waiting');
  await page.locator('button:not([aria-disabled])', { hasText: 'Go on' }).click();
  await onPage(page, 2);
  await page.getByText('4 of 11 answered').waitFor();
});

test('one link opened in two tabs counts once, and the second tab is told', async () => {
  const before = await counted();
  const { page, context, link } = await aVoter();
  const second = await context.newPage();
  for (const tab of [page, second]) await openInvitation(tab, link);
  await startBallot(page);
  await startBallot(second);
  await answerToSummary(second);
  await answerToSummary(page);
  await send(page);
  await second.getByRole('heading', { name: 'A ballot was sent from this device' }).waitFor();
  expect(await counted()).toBe(before + 1);
  await page.goto('about:blank');
  await page.goto(link);
  await page.getByRole('heading', { name: 'A ballot was sent from this device' }).waitFor();
});

test('both tabs press Send at once: one ballot counts', async () => {
  const before = await counted();
  const { page, context, link } = await aVoter();
  const second = await context.newPage();
  for (const tab of [page, second]) await openInvitation(tab, link);
  for (const tab of [page, second]) {
    await startBallot(tab);
    await answerToSummary(tab);
  }
  // Both buttons are had before either is pressed: a tab that looks for its own once the other was quick finds it gone.
  const buttons = await Promise.all([page, second].map((tab) => tab.getByRole('button', { name: 'Send', exact: true }).elementHandle()));
  await Promise.all(buttons.map((button) => button?.dispatchEvent('click')));
  const receiptOrSent = (tab: Page) =>
    tab
      .getByText(/Your ballot was counted|A ballot was sent from this device/)
      .first()
      .waitFor();
  await Promise.all([receiptOrSent(page), receiptOrSent(second)]);
  expect(await counted()).toBe(before + 1);
});

test('the link on another device: a ballot was fetched, and one replacement can be taken', async () => {
  const { page, link } = await aVoter();
  await openInvitation(page, link);
  await startBallot(page);
  const other = await openPage(place.browser, PHONE);
  await openInvitation(other.page, link);
  await pressStart(other.page);
  await other.page.getByRole('heading', { name: 'A ballot was already fetched' }).waitFor();
  await look(other, 'ballot-fetched-elsewhere');
  await other.page.getByRole('button', { name: 'Take a replacement' }).click();
  await onPage(other.page, 1);
  const third = await openPage(place.browser, PHONE);
  await openInvitation(third.page, link);
  await pressStart(third.page);
  await third.page.getByRole('heading', { name: 'No replacement is left' }).waitFor();
  await look(third, 'ballot-none-left');
});

test('in the grace after the close a ballot that was fetched in time is sent, also by a page opened anew', async () => {
  const before = await counted();
  const { page, context, link } = await aVoter();
  await openInvitation(page, link);
  await startBallot(page);
  await page.close();
  const { closes } = (await place.server.stores.registrar.rounds.byId(round.id)) ?? { closes: '' };
  place.clock.moveTo(new Date(Date.parse(closes) + 60_000));
  await place.server.wired.scheduler.tick();
  expect((await place.server.stores.registrar.rounds.byId(round.id))?.state).toBe('closing');
  await finish(context, link);
  expect(await counted()).toBe(before + 1);
});
