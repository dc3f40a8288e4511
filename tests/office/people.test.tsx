import { fireEvent, screen, within } from '@testing-library/react';
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

/** Night shifts in twenty places: only the units above tell them apart. */
function aLargeTree() {
  const unit = (id: string, name: string, parent: string | null, depth: number) => ({ id, name, parent, depth, direct: 1, total: 1 });
  const places = Array.from({ length: 20 }, (_, at) => [
    unit(`place0000${100 + at}`, `Place ${at}`, 'acme00000000', 1),
    unit(`night0000${100 + at}`, 'Night shift', `place0000${100 + at}`, 2),
  ]);
  return [unit('acme00000000', 'Acme', null, 0), ...places.flat()];
}

function openLargeTree(more: Parameters<typeof aServer>[0] = {}): void {
  aServer({
    'GET /api/session': { json: aMe('hr') },
    'GET /api/units': { json: { units: aLargeTree(), people: 41, importedAt: '2026-11-01T10:00:00Z' } },
    ...more,
  });
  openOffice('/people');
}

test('of many units one is found by a part of its path, and is named with those above it', async () => {
  openLargeTree();
  const search = await screen.findByLabelText('Name of a unit');
  const names = () => within(screen.getByRole('table', { name: 'Units' })).queryAllByRole('rowheader');
  expect(names()).toHaveLength(41);
  fireEvent.change(search, { target: { value: 'place 7 / n' } });
  expect(names().map(({ textContent }) => textContent?.trim())).toEqual(['Place 7 / Night shift']);
  fireEvent.change(search, { target: { value: 'Place 99' } });
  expect(screen.getByRole('status').textContent).toBe('No unit of this name.');
});

test('somebody who was found is told from others by the units above theirs', async () => {
  const person = { id: 'person000001', employeeId: '1', name: 'Ada', email: null, unit: 'night0000107', leads: false, language: 'en' };
  openLargeTree({ 'GET /api/people?search=Ada': { json: { people: [person], more: false } } });
  fireEvent.change(await screen.findByLabelText('Name, employee id or e-mail'), { target: { value: 'Ada' } });
  const found = await screen.findByRole('table', { name: 'People found' });
  expect(within(found).getByText('Place 7 / Night shift')).toBeDefined();
});
