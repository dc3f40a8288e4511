import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { anAuthenticator } from '../builders/authenticator.js';
import { beginSecondFactor, giveCode, offerPassword, signedIn, signOut } from './account-steps.js';
import { DESKTOP, openPage, type WatchedPage } from './chromium.js';
import { signIn } from './office-steps.js';
import { foundAcme, HR } from './open-round.js';
import { aPlaceToVisit, look, lookAtBoth, type PlaceToVisit, progress, requestsBeyond } from './place.js';

/* HR's second factor and password, from the account page. Each test goes on where the one before ended. */

const ROOT = join(import.meta.dirname, '..', '..');
const NEXT = 'five calm otters afloat';

let place: PlaceToVisit;
let hr: WatchedPage;
let app: ReturnType<typeof anAuthenticator>;

beforeAll(async () => {
  place = await aPlaceToVisit();
  await foundAcme(place.server);
  hr = await openPage(place.browser, DESKTOP);
}, 120_000);
afterAll(() => place.close());
afterEach(() => progress(expect.getState().currentTestName ?? ''));

/** A code counts once, and none before it after that: the next person with an app would wait half a minute, too. */
function nextCode(): string {
  place.clock.moveTo(new Date(place.clock.now().getTime() + 60_000));
  return app.code(place.clock.now());
}

test('HR turns a second factor on: the picture is drawn, the key can be typed, and a wrong code is told from a right one', async () => {
  const { page } = hr;
  await signIn(page, `${place.url}/account`, HR.email);
  await page.getByRole('heading', { name: 'Your account' }).waitFor();
  await lookAtBoth(hr, 'account-plain');
  app = anAuthenticator(await beginSecondFactor(page));
  const picture = page.getByRole('img', { name: 'QR code of the key beside it' });
  expect(await picture.evaluate((image: HTMLImageElement) => image.complete && image.naturalWidth > 0)).toBe(true);
  await lookAtBoth(hr, 'two-factor-scan');
  await giveCode(page, app.code(place.clock.now(), 20), 'Turn on with this code');
  await page.getByRole('alert').filter({ hasText: 'Wait for the next code' }).waitFor();
  await lookAtBoth(hr, 'two-factor-scan-wrong');
  await giveCode(page, app.code(place.clock.now()), 'Turn on with this code');
  await page.getByText('On. Signing in asks for a six-digit code.').waitFor();
  await lookAtBoth(hr, 'two-factor-on');
});

test('signing in asks for the code: a wrong one is refused in words, the right one lets in, once', async () => {
  const { page } = hr;
  await signOut(page);
  await offerPassword(page, HR.email);
  await page.getByLabel('Six-digit code').waitFor();
  await lookAtBoth(hr, 'sign-in-code');
  await giveCode(page, app.code(place.clock.now(), 20), 'Sign in');
  await page.getByRole('alert').filter({ hasText: 'Wait for the next code' }).waitFor();
  expect(await signedIn(page)).toBeUndefined();
  await lookAtBoth(hr, 'sign-in-code-wrong');
  const code = nextCode();
  await giveCode(page, code, 'Sign in');
  await page.getByRole('button', { name: 'Sign out' }).waitFor();
  expect(await signedIn(page)).toBe(HR.email);

  await signOut(page);
  await offerPassword(page, HR.email);
  await giveCode(page, code, 'Sign in');
  await page.getByRole('alert').filter({ hasText: 'Each code works once.' }).waitFor();
  await giveCode(page, nextCode(), 'Sign in');
  await page.getByRole('heading', { name: 'Your account' }).waitFor();
});

test('a new password from the account page ends the other sessions, and the old one opens nothing more', async () => {
  const { page } = hr;
  const elsewhere = await openPage(place.browser, DESKTOP);
  await elsewhere.page.goto(`${place.url}/account`);
  await offerPassword(elsewhere.page, HR.email);
  await giveCode(elsewhere.page, nextCode(), 'Sign in');
  await elsewhere.page.getByRole('heading', { name: 'Your account' }).waitFor();

  const change = async (present: string) => {
    await page.getByLabel('Present password').fill(present);
    await page.getByLabel('New password').fill(NEXT);
    await page.getByRole('button', { name: 'Change password' }).click();
  };
  await change('not the password');
  await page.getByRole('alert').waitFor();
  await lookAtBoth(hr, 'password-wrong');
  await change(HR.password);
  await page.getByText('The password is changed. Other sessions have ended.').waitFor();
  await lookAtBoth(hr, 'password-changed');
  expect([await signedIn(page), await signedIn(elsewhere.page)]).toEqual([HR.email, undefined]);

  await signOut(page);
  await offerPassword(page, HR.email, HR.password);
  await page.getByRole('alert').waitFor();
  await lookAtBoth(hr, 'sign-in-wrong');
  await offerPassword(page, HR.email, NEXT);
  await giveCode(page, nextCode(), 'Sign in');
  await page.getByRole('heading', { name: 'Your account' }).waitFor();
});

test('the second factor goes off with the password alone, and on again', async () => {
  const { page } = hr;
  const turnOff = async (password: string) => {
    await page.getByLabel('Your password').fill(password);
    await page.getByRole('button', { name: 'Turn off' }).click();
  };
  await page.getByRole('button', { name: 'Turn off' }).click();
  await turnOff('not the password');
  await page.getByRole('alert').waitFor();
  await look(hr, 'two-factor-off-wrong');
  await turnOff(NEXT);
  await page.getByText('Off. With a second factor').waitFor();
  app = anAuthenticator(await beginSecondFactor(page));
  await giveCode(page, nextCode(), 'Turn on with this code');
  await page.getByText('On. Signing in asks for a six-digit code.').waitFor();
});

test('who has lost app and password comes back by the link that the server’s operator makes, once', async () => {
  const { page } = hr;
  await signOut(page);
  const link = await resetLink(HR.email);
  await page.goto(link);
  await page.getByRole('heading', { name: 'A new password' }).waitFor();
  await lookAtBoth(hr, 'recovery');
  await page.getByLabel('Password').fill(HR.password);
  await page.getByRole('button', { name: 'Save and sign in' }).click();
  await page.getByRole('button', { name: 'Sign out' }).waitFor();
  await page.getByRole('link', { name: 'Account' }).click();
  await page.getByText('Off. With a second factor').waitFor();

  const late = await openPage(place.browser, DESKTOP);
  await late.page.goto(link);
  await late.page.getByText('Each link works once').waitFor();
  await lookAtBoth(late, 'recovery-spent');
  await late.page.getByRole('link', { name: 'Sign in' }).click();
  await late.page.getByLabel('Password').waitFor();
});

/** `npm run account -- reset EMAIL`, as the operator runs it beside the server. */
async function resetLink(email: string): Promise<string> {
  const file = ['--import', './tests/processes/typescript.mjs', 'scripts/account.ts', 'reset', email];
  const env = { ...process.env, DATA_DIR: place.dataDir, PORT: new URL(place.url).port, NODE_OPTIONS: '' };
  const { stdout } = await promisify(execFile)(process.execPath, file, { cwd: ROOT, env });
  return /http:\S+/.exec(stdout)?.[0] ?? '';
}

test('no page asked any other host', () => {
  expect(requestsBeyond(place.url, hr.requests)).toEqual([]);
});
