import { receiptLine } from '#shared/ballot/receipt.js';
import { SAMPLE_ACCOUNTS, type Seeded } from './seed.js';

const LINKS_SHOWN = 10;

/** What the demo says once it is made: where it is, a sign-in for each role, links of people who have not answered yet, and a receipt to check. */
export function welcome(url: string, { links, receipt }: Seeded): string {
  return [
    `\nThe sample organisation is at ${url} (all of it is invented, and thrown away when this ends).\n`,
    ...SAMPLE_ACCOUNTS.map(({ role, email, password }) => `  ${role.padEnd(10)} ${email.padEnd(28)} ${password}`),
    '\nLinks of employees who have not answered the open round:\n',
    ...links.slice(0, LINKS_SHOWN).map((link) => `  ${link}`),
    `\nA receipt to check at ${url}/check :\n\n  ${receiptLine(receipt)}\n`,
  ].join('\n');
}
