import type { Page } from 'playwright-core';

/** Opens an invitation and waits for the start screen. */
export async function openInvitation(page: Page, link: string): Promise<void> {
  await page.goto(link);
  await page.getByRole('button', { name: 'Continue' }).waitFor();
}

/** From the start screen over the unit to the first page of questions. */
export async function startBallot(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.locator('button:not([aria-disabled])', { hasText: 'Yes, start' }).click();
  await onPage(page, 1);
}

export async function onPage(page: Page, number: number): Promise<void> {
  await page.getByText(`Page ${number} of`).waitFor();
}

/** Answers every statement of the page that is shown, from "Never" (0) on by turns. */
export async function answerThisPage(page: Page, from = 0): Promise<void> {
  const statements = await page.getByRole('radiogroup').all();
  for (const [at, statement] of statements.entries())
    await statement
      .locator('label')
      .nth((from + at) % 4)
      .click();
}

/** Answers this page and all that follow, up to the summary. */
export async function answerToSummary(page: Page): Promise<void> {
  for (;;) {
    await answerThisPage(page);
    const last = page.getByRole('button', { name: 'Review my answers' });
    if (await last.isVisible()) {
      await last.click();
      break;
    }
    await turnPage(page);
  }
  await page.getByRole('heading', { name: 'Ready to send?' }).waitFor();
}

/** Turns to the next page and waits until it is there. */
export async function turnPage(page: Page): Promise<void> {
  const text = await page.getByText(/^Page \d+ of \d+$/).innerText();
  const number = Number(/\d+/.exec(text)?.[0]);
  await page.getByRole('button', { name: 'Next' }).click();
  await onPage(page, number + 1);
}

/** Presses Send; the receipt that comes back. */
export async function send(page: Page): Promise<string> {
  await page.getByRole('button', { name: 'Send', exact: true }).click();
  return receiptOn(page);
}

export async function receiptOn(page: Page): Promise<string> {
  await page.getByRole('heading', { name: 'Your ballot was counted' }).waitFor();
  return page.getByLabel('Receipt').inputValue();
}

/** Goes on with the ballot that waits on this device. */
export async function goOn(page: Page, link: string): Promise<void> {
  await page.goto(link);
  await page.getByRole('heading', { name: 'Your ballot is waiting on this device' }).waitFor();
  await page.locator('button:not([aria-disabled])', { hasText: 'Go on' }).click();
}
