import { cleanup, screen, waitFor } from '@testing-library/react';
import type { Manifest } from '#shared/ballot/manifest.js';
import { aManifest } from '../ballot-page/fake-round.js';
import { ROUND } from './a-round.js';
import { aServer } from './fake-server.js';
import { aMe, openOffice } from './office-page.js';

async function openNotice(manifest: Manifest): Promise<void> {
  const terms = { manifest, hash: 'a'.repeat(64), code: 'K7QF 2M9X 0000 0000', stewards: ['Stella'], events: [] };
  aServer({ 'GET /api/session': { json: aMe('steward') }, [`GET /api/rounds/${ROUND}/terms`]: { json: terms } });
  openOffice(`/rounds/${ROUND}/notice`);
  await screen.findByRole('button', { name: 'Print' });
}

test('the notice to print is called so, with its round, in tabs and on paper', async () => {
  await openNotice(aManifest({ title: 'Spring' }));
  await waitFor(() => expect(document.title).toBe('Notice to print: Spring · Candour'));
});

test('the notice says from when HR may end the round, where that is before its close', async () => {
  const { terms } = aManifest();
  await openNotice(aManifest());
  expect(document.body.textContent).toContain('to Fri, 15 Mar 2030, 17:00 CET; HR may end it from Mon, 11 Mar 2030, 09:00 CET.');
  cleanup();
  await openNotice(aManifest({ terms: { ...terms, mayCloseFrom: terms.closes } }));
  expect(document.body.textContent).toContain('to Fri, 15 Mar 2030, 17:00 CET.');
});

test('on a Hebrew notice the round code reads from left to right, as on the ballot, also where it begins with digits', async () => {
  const terms = { manifest: aManifest(), hash: 'a'.repeat(64), code: '1234 QAVA 35GZ BXYB', stewards: ['Stella'], events: [] };
  aServer({ 'GET /api/session': { json: aMe('steward') }, [`GET /api/rounds/${ROUND}/terms`]: { json: terms } });
  openOffice(`/rounds/${ROUND}/notice`, 'he');
  expect((await screen.findByText(terms.code)).dir).toBe('ltr');
});
