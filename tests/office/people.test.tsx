import { screen } from '@testing-library/react';
import { aServer } from './fake-server.js';
import { aMe, openOffice } from './office-page.js';

test('the organisation itself is not counted among its units', async () => {
  openPeople(['acme', 'sales', 'works'], 30);
  await screen.findByText(/^30 people in 2 units/);
});

test('a single person in a single unit is told as that', async () => {
  openPeople(['acme', 'sales'], 1);
  await screen.findByText(/^1 person in 1 unit\./);
});

function openPeople(names: readonly string[], people: number): void {
  const unit = (name: string, depth: number) => ({ id: `${name}00000000`.slice(0, 12), name, parent: null, depth, direct: 1, total: 1 });
  const units = names.map((name, at) => unit(name, Math.min(at, 1)));
  aServer({
    'GET /api/session': { json: aMe('hr') },
    'GET /api/units': { json: { units, people, importedAt: '2026-11-01T10:00:00Z' } },
  });
  openOffice('/people');
}
