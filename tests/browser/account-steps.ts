import type { Page } from 'playwright-core';
import { PASSWORD } from './office-steps.js';

/** Fills in the sign-in page that is open; what it leads to is the test's to say. */
export async function offerPassword(page: Page, email: string, password = PASSWORD): Promise<void> {
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

/** Leaves, and is at the sign-in page. */
export async function signOut(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
}

/** Begins a second factor on the account page: the key, read as a person would who types it. */
export async function beginSecondFactor(page: Page): Promise<string> {
  await page.getByRole('button', { name: 'Turn on' }).click();
  const picture = page.getByRole('img', { name: 'QR code of the key beside it' });
  await picture.waitFor();
  return page.locator('strong:text-is("Key") + span').innerText();
}

export async function giveCode(page: Page, code: string, button: string): Promise<void> {
  await page.getByLabel('Six-digit code').fill(code);
  await page.getByRole('button', { name: button }).click();
}

/** Who is signed in, as the server says to this page; undefined for nobody. */
export async function signedIn(page: Page): Promise<string | undefined> {
  return page.evaluate(async () => {
    const { account } = await (await fetch('/api/session')).json();
    return account?.email;
  });
}
