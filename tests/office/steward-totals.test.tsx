import { cleanup, screen } from '@testing-library/react';
import { aManifest } from '../ballot-page/fake-round.js';
import { aServer } from './fake-server.js';
import { aMe, openOffice } from './office-page.js';

afterEach(cleanup);

const id = '0123456789abcdef0123456789abcdef';
const hash = 'ab'.repeat(32);

function openTerms(state: 'open' | 'published' | 'without-results', manifest = aManifest(), language?: string) {
  const { title, form, terms } = manifest;
  const totals = { roll: 35, collected: 27, counted: 25, replacements: 2, additions: 1, notMe: 3 };
  const draft = { ...terms, title, form };
  const round = {
    ...{ id, title, form, state, opens: terms.opens, closes: terms.closes, publishedAt: null, code: 'AAAA', manifestHash: hash, draft },
    ...{ launch: null, invited: 35, cancelledBecause: null, closingStep: null, mayCloseNow: false, events: [] },
  };
  const server = aServer({
    'GET /api/session': { json: aMe('steward') },
    [`GET /api/rounds/${id}`]: { json: round },
    [`GET /api/rounds/${id}/terms`]: { json: { manifest, hash, code: 'AAAA', stewards: ['Stella'], events: [] } },
    [`GET /ballot/manifests/${hash}/bulletin`]: {
      json: { format: 'candour-bulletin-1', round: id, manifest: hash, totals, ballots: { scored: [] } },
    },
  });
  openOffice(`/rounds/${id}/terms`, language);
  return server;
}

test('the steward reads the counts of a published round: replacements, spares used, "it was not me", and goes on to the check', async () => {
  openTerms('published');
  const of = async (term: string) => (await screen.findByText(term)).parentElement?.querySelector('dd')?.textContent;
  expect(await of('Said “it was not me”')).toBe('3');
  expect(await of('Replacements taken')).toBe('2');
  expect(await of('Ballots counted')).toBe('25');
  expect(await of('Spare ballots used')).toBe('3 of 4');
  expect(screen.getByRole('link', { name: /Check a receipt/ }).getAttribute('href')).toBe(`/check#${hash}`);
  expect(document.body.textContent).toContain('fewer than 5 people could be worked out is hidden');
});

test('a round published without results says so beside its counts', async () => {
  openTerms('without-results');
  await screen.findByText('Said “it was not me”');
  expect(document.body.textContent).toContain('Published without results: nothing could be shown');
});

test('units whose people are attached to them directly are named in the language of the reader', async () => {
  const manifest = aManifest();
  const units = manifest.units.map((unit) => ({ ...unit, name: unit.name.replace('West', '(direct)') }));
  openTerms('open', { ...manifest, units }, 'he');
  await screen.findByRole('rowheader', { name: '\u2067\u2068Sales\u2069 (ישירות)\u2069' });
});

test('before it is published no count is asked for', async () => {
  const { calls } = openTerms('open');
  await screen.findByRole('heading', { name: 'What was counted' });
  expect(calls.some(({ row }) => row.includes('bulletin'))).toBe(false);
});
