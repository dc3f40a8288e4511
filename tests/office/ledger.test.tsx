import { screen } from '@testing-library/react';
import { ACTS } from '#shared/contract/acts.js';
import { aServer } from './fake-server.js';
import { aMe, openOffice } from './office-page.js';

test.each([
  ['en', /Changes of a draft and mail that is tried again are not entered\. Nobody who signs in can edit or remove an entry\./],
  ['he', /שינויים בטיוטה ודואר שנשלח שוב אינם נרשמים\. מי שנכנסים לכאן אינם יכולים לערוך או להסיר רישום\./],
])('the ledger says what is not entered, and who cannot change it (%s)', async (language, said) => {
  aServer({ 'GET /api/session': { json: aMe('steward') }, 'GET /api/ledger': { json: { entries: [], more: false } } });
  openOffice('/ledger', language);
  await screen.findByText(said);
});

test('every act of the ledger is printed in words, as a sentence begins', async () => {
  const entries = ACTS.map((act) => ({
    at: '2026-03-02T08:00:00.000Z',
    who: 'Hanna',
    act,
    subject: `of ${act}`,
    reason: null,
    done: act !== 'round-launched',
  }));
  aServer({ 'GET /api/session': { json: aMe('steward') }, 'GET /api/ledger': { json: { entries, more: false } } });
  openOffice('/ledger');
  await screen.findByText('of roles-changed');
  const printed = ACTS.map((act) => screen.getByText(`of ${act}`).closest('td')?.previousElementSibling?.textContent ?? '');
  expect(printed.filter((words) => !/^\p{Lu}/u.test(words))).toEqual([]);
  expect(printed.filter((words) => words.includes('whether it was done is not known'))).toHaveLength(1);
  expect(printed.filter((words, at) => words.toLowerCase() === ACTS[at] || words.startsWith('acts.'))).toEqual([]);
});

test.each([
  ['en', 'stella@acme.test: Executive, Steward', 'Whoever runs the server'],
  ['he', 'stella@acme.test: הנהלה, נאמנות הסקר', 'מי שמפעיל את השרת'],
])('the roles that were given, and an act of whoever runs the server, are told in words (%s)', async (language, given, operator) => {
  const entry = { at: '2026-03-02T08:00:00.000Z', who: 'Hanna', reason: null, done: true };
  const entries = [
    { ...entry, act: 'colleague-invited', subject: 'stella@acme.test: executive, steward' },
    { ...entry, act: 'roles-changed', subject: 'Sales: executives' },
    { ...entry, act: 'link-renewed', who: 'operator', subject: 'hanna@acme.test' },
  ];
  aServer({ 'GET /api/session': { json: aMe('steward') }, 'GET /api/ledger': { json: { entries, more: false } } });
  openOffice('/ledger', language);
  const address = await screen.findByText('stella@acme.test');
  expect(address.closest('td')?.textContent).toBe(given);
  expect(screen.getByText('Sales: executives').tagName).toBe('BDI');
  expect(screen.getByText(operator).closest('tr')?.textContent).toContain('hanna@acme.test');
});

test('what is counted is told in Hebrew too; names stay as they are', async () => {
  const at = '2026-03-02T08:00:00.000Z';
  const entry = { at, who: 'Hanna', reason: null, done: true };
  const subject = '420 people: 420 joined, 0 left, 0 moved';
  const entries = [
    { ...entry, act: 'roster-imported', subject },
    { ...entry, act: 'sheet-printed', subject: 'Autumn: 27 links' },
    { ...entry, act: 'round-created', subject: 'The round is over.' },
  ];
  aServer({ 'GET /api/session': { json: aMe('steward') }, 'GET /api/ledger': { json: { entries, more: false } } });
  openOffice('/ledger', 'he');
  await screen.findByText('אנשים: 420. הצטרפו 420, עזבו 0, עברו 0.');
  await screen.findByText('\u2068Autumn\u2069. קישורים: 27.');
  await screen.findByText('The round is over.');
});
