import type { Page } from 'playwright-core';

export const PASSWORD = 'seven quiet herons wading';

/** Signs in at whatever address is open; sessions end when the clock is moved by days. */
export async function signIn(page: Page, url: string, email: string): Promise<void> {
  await page.context().clearCookies();
  await page.goto(url);
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('button', { name: 'Sign out' }).waitFor();
}

/** Invites a colleague in the roles that are not ticked yet; the one-time link that is shown. */
export async function invite(page: Page, name: string, email: string, role: 'Executive' | 'Steward'): Promise<string> {
  await page.getByRole('button', { name: 'Invite a colleague' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name').fill(name);
  await dialog.getByLabel('E-mail').fill(email);
  if (!(await dialog.getByRole('checkbox', { name: role }).isChecked())) {
    await tick(page, 'Executive');
    await tick(page, role);
  }
  await dialog.getByRole('button', { name: 'Make a one-time link' }).click();
  return page.getByRole('textbox', { name: `One-time link for ${name}` }).inputValue();
}

/** React Aria hides the input itself: people click its label. */
async function tick(page: Page, label: string): Promise<void> {
  await page.locator('label').filter({ hasText: label }).click();
}

/** Uses a one-time link: chooses a password and is signed in. */
export async function join(page: Page, link: string): Promise<void> {
  await page.goto(link);
  await page.getByLabel('Password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Save and sign in' }).click();
  await page.getByRole('button', { name: 'Sign out' }).waitFor();
}

/** Chooses a roster file; the preview follows. */
export async function chooseRoster(page: Page, csv: string): Promise<void> {
  await page.locator('input[type=file]').setInputFiles({ name: 'roster.csv', mimeType: 'text/csv', buffer: Buffer.from(csv) });
  await page.getByRole('heading', { name: 'What the import would do' }).waitFor();
}
