import { openInvitation, startBallot } from './ballot-steps.js';
import { openPage, PHONE } from './chromium.js';
import { anOpenRound, type OpenRound } from './open-round.js';
import { aPlaceToVisit, look, type PlaceToVisit, progress } from './place.js';

const LINKS = 10;
const OPENINGS = 20;
const AT_ONCE = 4;

let place: PlaceToVisit;
let round: OpenRound;
beforeAll(async () => {
  place = await aPlaceToVisit();
  round = await anOpenRound(place.server, place.clock);
}, 120_000);
afterAll(() => place.close());

const collected = () => place.server.stores.roll.collected(round.id);
const linkOf = (number: number) => round.invited[number]?.link ?? '';
const codeOf = (number: number) => round.invited[number]?.code ?? '';

test('a mail scanner that opens every link and runs its scripts 20 times fetches no ballot; a person who starts does', async () => {
  const queue = Array.from({ length: LINKS * OPENINGS }, (_, at) => linkOf(at % LINKS));
  const scan = async () => {
    const { page, faults } = await openPage(place.browser, PHONE);
    for (let link = queue.pop(); link !== undefined; link = queue.pop()) {
      await openInvitation(page, link);
      await page.goto('about:blank');
      if (queue.length % 50 === 0) progress(`${queue.length} openings to go`);
    }
    expect(faults).toEqual([]);
    await page.close();
  };
  await Promise.all(Array.from({ length: AT_ONCE }, scan));
  expect(await collected()).toBe(0);

  const { page } = await openPage(place.browser, PHONE);
  await openInvitation(page, linkOf(0));
  await startBallot(page);
  expect(await collected()).toBe(1);
}, 120_000);

test('a link whose # a mail filter turned into %23 opens', async () => {
  const { page, faults } = await openPage(place.browser, PHONE);
  await openInvitation(page, linkOf(1).replace('#', '%23'));
  expect(new URL(page.url()).href).not.toContain(codeOf(1).slice(0, 26));
  expect(faults).toEqual([]);
});

test('a cut link asks for the code, and a pasted code opens, as typed from paper', async () => {
  const watched = await openPage(place.browser, PHONE);
  const { page } = watched;
  await page.goto(linkOf(2).slice(0, -20));
  await page.getByRole('heading', { name: 'The link is incomplete' }).waitFor();
  await look(watched, 'ballot-link-incomplete');
  await page.getByLabel('Link or code').fill(
    codeOf(2)
      .toLowerCase()
      .replace(/(.{4})/g, '$1 '),
  );
  await page.getByRole('button', { name: 'Open' }).click();
  await page.getByRole('button', { name: 'Continue' }).waitFor();
});
