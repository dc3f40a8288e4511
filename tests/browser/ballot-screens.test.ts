import type { Page } from 'playwright-core';
import { cancelRound } from '#server/rounds/rounds.js';
import { words as english } from '../../client/src/ballot/language/en.js';
import { words as hebrew } from '../../client/src/ballot/language/he.js';
import { answerToSummary, onPage, openInvitation, send, startBallot } from './ballot-steps.js';
import { DESKTOP, openPage, PHONE, type WatchedPage } from './chromium.js';
import { anOpenRound, aScheduledRound, draftOf, HR, type OpenRound } from './open-round.js';
import { aPlaceToVisit, look, type PlaceToVisit, progress } from './place.js';

/* Every screen of the ballot that interface.md names, at each width and, where nothing must be answered first, in both languages. */

const SMALLEST = { width: 360, height: 640 } as const;
const WIDTHS = { desktop: DESKTOP, smallest: SMALLEST, phone: PHONE };
/** What a finger needs (interface.md), in CSS pixels. */
const TARGET = 44;

const LANGUAGES = [
  { locale: 'en-US', words: english },
  { locale: 'he-IL', words: hebrew },
];

let place: PlaceToVisit;
let round: OpenRound;
let upcoming: OpenRound;
beforeAll(async () => {
  place = await aPlaceToVisit();
  round = await anOpenRound(place.server, place.clock, 'core');
  const [organisation] = await place.server.stores.registrar.organisations.list();
  upcoming = await aScheduledRound(place.server, organisation?.id ?? '', draftOf('pulse', place.clock.now().getTime()));
}, 120_000);
afterAll(() => place.close());
afterEach(() => progress(expect.getState().currentTestName ?? ''));

const linkOf = (person: number) => round.invited[person]?.link ?? '';

/** No sideways scroll at each width, and nothing to be tapped that is lower than a finger needs; axe and a picture on desktop and phone. */
async function lookAtEachWidth(watched: WatchedPage, name: string): Promise<void> {
  const { page } = watched;
  for (const [width, viewport] of Object.entries(WIDTHS)) {
    await page.setViewportSize(viewport);
    if (viewport !== SMALLEST) await look(watched, `screen-${name}-${width}`);
    expect({ name, width, needs: await page.evaluate(() => document.documentElement.scrollWidth) }).toEqual({
      ...{ name, width },
      needs: viewport.width,
    });
    expect({ name, width, low: await lowerThan(page, TARGET) }).toEqual({ name, width, low: [] });
  }
}

function lowerThan(page: Page, pixels: number): Promise<string[]> {
  return page
    .locator('button, summary, a, textarea, [role=radiogroup] label')
    .evaluateAll(
      (controls, least) =>
        controls
          .filter((control) => control.checkVisibility() && control.getBoundingClientRect().height < least)
          .map((control) => `${control.textContent} ${control.getBoundingClientRect().height}`),
      pixels,
    );
}

/** A screen in each language, on a device of its own. */
async function seeInEachLanguage(
  name: string,
  titleIn: (words: typeof english) => string,
  reach: (page: Page) => Promise<unknown>,
): Promise<void> {
  for (const { locale, words } of LANGUAGES) {
    const watched = await openPage(place.browser, PHONE, { locale });
    await reach(watched.page);
    await watched.page.getByRole('heading', { name: titleIn(words) }).waitFor();
    // Requests that the test itself has cut are no fault of the page.
    watched.faults.splice(0, watched.faults.length, ...watched.faults.filter((fault) => !fault.includes('net::ERR_FAILED')));
    await lookAtEachWidth(watched, `${name}-${locale.slice(0, 2)}`);
    await watched.context.close();
  }
}

test('before it opens, the link says when it will work', () =>
  seeInEachLanguage(
    'not-open',
    (words) => words.notOpen.title,
    (page) => page.goto(upcoming.invited[0]?.link ?? ''),
  ));

test('a link that was cut says so and takes the whole one', () =>
  seeInEachLanguage(
    'incomplete',
    (words) => words.incomplete.title,
    (page) => page.goto(linkOf(0).slice(0, -9)),
  ));

test('a link that nobody was sent is not known', () =>
  seeInEachLanguage(
    'unknown',
    (words) => words.unknown.title,
    (page) => page.goto(linkOf(0).replace(/#.{10}/, `#${'0'.repeat(10)}`)),
  ));

test('terms that are not those of the link are not answered', () =>
  seeInEachLanguage(
    'mistrusted',
    (words) => words.mistrusted.title,
    async (page) => {
      await page.route('**/ballot/manifests/*', async (route) => {
        const terms = await (await route.fetch()).json();
        await route.fulfill({ json: { ...terms, title: 'Another survey' } });
      });
      await page.goto(linkOf(0));
    },
  ));

test('a browser without the cryptography says so', () =>
  seeInEachLanguage(
    'unsuitable',
    (words) => words.unsuitable.title,
    async (page) => {
      await page.addInitScript(() => Object.defineProperty(crypto, 'subtle', { value: undefined }));
      // Asked for early and never read there: it would count as being loaded.
      await page.route('**/ballot/**', (route) => route.abort());
      await page.goto(linkOf(0));
    },
  ));

test('without a connection it says that nothing was sent, and opens once there is one and it is tried again', async () => {
  const without = async (page: Page) => {
    await page.route('**/ballot/**', (route) => route.abort());
    await page.goto(linkOf(0));
  };
  await seeInEachLanguage('lost', (words) => words.lost.title, without);
  const { page, context } = await openPage(place.browser, PHONE);
  await without(page);
  await page.getByRole('heading', { name: english.lost.title }).waitFor();
  await page.unrouteAll();
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.getByRole('button', { name: 'Continue' }).waitFor();
  await context.close();
});

test('a group that is not one’s own, the questions, leaving them, and what was erased', async () => {
  const watched = await openPage(place.browser, PHONE);
  const { page } = watched;
  await openInvitation(page, linkOf(1));
  await lookAtEachWidth(watched, 'start');
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByRole('button', { name: 'No, that is wrong' }).click();
  await page.getByRole('heading', { name: 'Not your group?' }).waitFor();
  await lookAtEachWidth(watched, 'not-your-unit');
  await page.getByRole('button', { name: 'Back to my group' }).click();
  await page.locator('button:not([aria-disabled])', { hasText: 'Yes, start' }).click();
  await onPage(page, 1);
  await lookAtEachWidth(watched, 'questions');
  await page.getByRole('button', { name: 'Leave and erase' }).click();
  await page.getByRole('dialog').waitFor();
  await lookAtEachWidth(watched, 'leave');
  await page.getByRole('dialog').getByRole('button', { name: /erase/i }).first().click();
  await page.getByRole('heading', { name: 'Erased' }).waitFor();
  await lookAtEachWidth(watched, 'erased');
  await watched.context.close();
});

test('the summary with all that is behind it, the receipt, and the link again on the device that sent', async () => {
  const watched = await openPage(place.browser, PHONE);
  const { page } = watched;
  await openInvitation(page, linkOf(2));
  await startBallot(page);
  await answerToSummary(page);
  await page.getByText('Show exactly what is sent').click();
  await page.getByText('Other ways to send').click();
  await lookAtEachWidth(watched, 'summary');
  await send(page);
  await lookAtEachWidth(watched, 'receipt');
  await page.goto('about:blank');
  await page.goto(linkOf(2));
  await page.getByRole('heading', { name: 'A ballot was sent from this device' }).waitFor();
  await lookAtEachWidth(watched, 'sent');
  await watched.context.close();
});

test('a cancelled round says why, and that all ballots were destroyed', async () => {
  const [organisation] = await place.server.stores.registrar.organisations.list();
  const reason = 'The list of people was an old one.';
  await cancelRound(place.server.wired.rounds, { organisation: organisation?.id ?? '', by: HR.name, round: upcoming.id, reason });
  await seeInEachLanguage(
    'cancelled',
    (words) => words.cancelled.title,
    async (page) => {
      await page.goto(upcoming.invited[0]?.link ?? '');
      await page.getByText(reason).waitFor();
    },
  );
});

test('a closed round takes no ballot, and leads to the check of receipts', async () => {
  const DAY_MS = 86_400_000;
  place.clock.moveTo(new Date(place.clock.now().getTime() + 12 * DAY_MS));
  await place.server.wired.scheduler.tick();
  await seeInEachLanguage(
    'closed',
    (words) => words.closed.title,
    (page) => page.goto(linkOf(3)),
  );
});
