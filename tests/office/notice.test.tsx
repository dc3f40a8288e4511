import { screen, waitFor } from '@testing-library/react';
import { aManifest } from '../ballot-page/fake-round.js';
import { ROUND } from './a-round.js';
import { aServer } from './fake-server.js';
import { aMe, openOffice } from './office-page.js';

test('the notice to print is called so, with its round, in tabs and on paper', async () => {
  const manifest = aManifest({ title: 'Spring' });
  const terms = { manifest, hash: 'a'.repeat(64), code: 'K7QF 2M9X 0000 0000', stewards: ['Stella'], events: [] };
  aServer({ 'GET /api/session': { json: aMe('steward') }, [`GET /api/rounds/${ROUND}/terms`]: { json: terms } });
  openOffice(`/rounds/${ROUND}/notice`);
  await screen.findByRole('button', { name: 'Print' });
  await waitFor(() => expect(document.title).toBe('Notice to print: Spring · Candour'));
});
