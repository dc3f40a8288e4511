import type { Page } from 'playwright-core';
import { anAuthenticator } from '../builders/authenticator.js';
import { aProvider, CLIENT } from '../builders/identity-provider.js';
import { beginSecondFactor, giveCode, offerPassword, signedIn, signOut } from './account-steps.js';
import { DESKTOP, openPage, PHONE, type WatchedPage } from './chromium.js';
import { invite, signIn } from './office-steps.js';
import { foundAcme, HR } from './open-round.js';
import { aPlaceToVisit, look, lookAtBoth, type PlaceToVisit, progress } from './place.js';

/* Single sign-on, at a provider that is another site than the office, as both are in the world. */

const EVE = { sub: 'eve.exner', email: 'Eve@Acme.test', email_verified: true };
const PAUL = { sub: 'paul.pohl', email: 'paul@acme.test', email_verified: true };
const STRANGER = { sub: 'stranger', email: 'someone@elsewhere.test', email_verified: true };

let place: PlaceToVisit;
let provider: Awaited<ReturnType<typeof aProvider>>;
let hr: WatchedPage;
const visitors: WatchedPage[] = [];

beforeAll(async () => {
  provider = await aProvider({ host: 'localhost', asks: true });
  place = await aPlaceToVisit({ OIDC_ISSUER: provider.issuer, OIDC_NAME: 'Acme login', ...CLIENT });
  provider.register(`${place.url}/api/sign-on/callback`);
  for (const person of [EVE, PAUL, STRANGER]) provider.people.set(person.sub, person);
  await foundAcme(place.server);
  hr = await aVisitor();
  await signIn(hr.page, `${place.url}/colleagues`, HR.email);
  await invite(hr.page, 'Eve', 'eve@acme.test', 'Executive');
  await invite(hr.page, 'Paul', 'paul@acme.test', 'Steward');
}, 120_000);
afterAll(async () => {
  await place.close();
  await provider.close();
});
afterEach(() => progress(expect.getState().currentTestName ?? ''));

async function aVisitor(viewport: { width: number; height: number } = DESKTOP): Promise<WatchedPage> {
  const watched = await openPage(place.browser, viewport);
  visitors.push(watched);
  return watched;
}

/** Opens a page of the office and goes to the provider's from there. */
async function toProvider(page: Page, path = '/'): Promise<void> {
  await page.goto(place.url + path);
  await pressSignOn(page);
}

async function pressSignOn(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Sign in with Acme login' }).click();
  await page.getByRole('heading', { name: 'Acme login' }).waitFor();
  expect(new URL(page.url()).origin).toBe(provider.issuer);
}

async function logIn(page: Page, { sub }: { sub: string }): Promise<void> {
  await page.getByLabel('User name').fill(sub);
  await page.getByRole('button', { name: 'Log in' }).click();
}

/** What the sign-in page says was refused. */
async function refusal(page: Page): Promise<string> {
  const alert = page.getByRole('alert');
  await alert.waitFor();
  expect(new URL(page.url()).origin).toBe(place.url);
  return alert.innerText();
}

test.each([
  ['a desktop', DESKTOP, EVE, 'sign-on-desktop'],
  ['a phone', PHONE, PAUL, 'sign-on-phone'],
])('an invited colleague signs on at %s, is the person HR invited, and is out again after signing out', async (_on, size, person, name) => {
  const watched = await aVisitor(size);
  const { page } = watched;
  await page.goto(`${place.url}/account`);
  await page.getByRole('link', { name: 'Sign in with Acme login' }).waitFor();
  await look(watched, `${name}-sign-in`);
  await pressSignOn(page);
  await logIn(page, person);
  await page.getByRole('heading', { name: 'Your account' }).waitFor();
  expect(page.url()).toBe(`${place.url}/account`);
  expect(await signedIn(page)).toBe(person.email.toLowerCase());
  await page.getByText('You have none here: you sign in by Acme login.').waitFor();
  await look(watched, `${name}-account`);
  await page.reload();
  await page.getByRole('heading', { name: 'Your account' }).waitFor();

  await signOut(page);
  expect(await signedIn(page)).toBeUndefined();
  for (const back of [() => page.reload(), () => page.goto(`${place.url}/results`)]) {
    await back();
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  }
});

test('HR sees that they have come', async () => {
  await hr.page.reload();
  const row = hr.page.getByRole('row', { name: 'Eve eve@acme.test' });
  await row.waitFor();
  expect(await row.innerText()).toContain('active');
  await lookAtBoth(hr, 'sign-on-colleagues');
  await hr.page.getByRole('button', { name: 'Invite a colleague' }).click();
  await hr.page.getByRole('dialog').waitFor();
  await lookAtBoth(hr, 'sign-on-invite');
});

test('somebody whom the office does not know is told what to do, and can come as somebody else', async () => {
  const watched = await aVisitor();
  const { page } = watched;
  await toProvider(page);
  await logIn(page, STRANGER);
  expect(await refusal(page)).toMatch(
    /You are not signed in\.\s+Nobody with your e-mail address has an account here\. Ask a colleague in HR to invite you with that address\./,
  );
  expect(await signedIn(page)).toBeUndefined();
  await lookAtBoth(watched, 'sign-on-unknown');
  await pressSignOn(page);
  await logIn(page, EVE);
  await page.getByRole('button', { name: 'Sign out' }).waitFor();
  expect(await signedIn(page)).toBe('eve@acme.test');
});

test('a sign-on that was cancelled at the provider leads back to the sign-in page, which says so, and a password works there', async () => {
  const watched = await aVisitor();
  const { page } = watched;
  await toProvider(page, '/people');
  await page.getByRole('button', { name: 'Cancel' }).click();
  expect(await refusal(page)).toMatch(/You are not signed in\.\s+Acme login did not sign you in: it was cancelled there, or refused\./);
  await lookAtBoth(watched, 'sign-on-cancelled');
  await offerPassword(page, HR.email);
  await page.getByRole('button', { name: 'Sign out' }).waitFor();
  expect(await signedIn(page)).toBe(HR.email);
});

test('a second factor that was set here is asked for after the provider', async () => {
  const watched = await aVisitor();
  const { page } = watched;
  await toProvider(page, '/account');
  await logIn(page, EVE);
  await page.getByRole('heading', { name: 'Your account' }).waitFor();
  const app = anAuthenticator(await beginSecondFactor(page));
  await giveCode(page, app.code(place.clock.now()), 'Turn on with this code');
  await page.getByText('On. Signing in asks for a six-digit code.').waitFor();
  await signOut(page);

  await page.getByRole('link', { name: 'Sign in with Acme login' }).click();
  await page.getByRole('heading', { name: 'One more step' }).waitFor();
  await lookAtBoth(watched, 'sign-on-code');
  expect(await signedIn(page)).toBeUndefined();
  await giveCode(page, app.code(place.clock.now(), 20), 'Sign in');
  await page.getByRole('alert').filter({ hasText: 'Wait for the next code' }).waitFor();
  await look(watched, 'sign-on-code-wrong');
  await giveCode(page, app.code(place.clock.now(), 1), 'Sign in');
  await page.getByRole('link', { name: 'Account' }).click();
  expect(await signedIn(page)).toBe('eve@acme.test');
  await page.getByText('Turning it off takes a password, and you have none here.').waitFor();
  await lookAtBoth(watched, 'sign-on-two-factor');
});

test('no page asked any host but the office and the provider', () => {
  const asked = visitors.flatMap(({ requests }) => requests.map((request) => new URL(request.url())));
  const hosts = new Set(asked.filter(({ protocol }) => protocol !== 'data:').map(({ origin }) => origin));
  expect([...hosts].sort()).toEqual([place.url, provider.issuer].sort());
});
