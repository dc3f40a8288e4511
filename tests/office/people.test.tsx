import { screen } from '@testing-library/react';
import { aServer } from './fake-server.js';
import { aMe, openOffice } from './office-page.js';

test('the organisation itself is not counted among its units', async () => {
  const unit = (name: string, depth: number) => ({ id: `${name}00000000`.slice(0, 12), name, parent: null, depth, direct: 1, total: 1 });
  const units = [unit('acme', 0), unit('sales', 1), unit('works', 1)];
  aServer({
    'GET /api/session': { json: aMe('hr') },
    'GET /api/units': { json: { units, people: 30, importedAt: '2026-11-01T10:00:00Z' } },
  });
  openOffice('/people');
  await screen.findByText(/^30 people in 2 units/);
});
