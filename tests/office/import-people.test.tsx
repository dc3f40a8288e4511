import { fireEvent, screen, waitFor } from '@testing-library/react';
import type { ColumnMapping } from '#shared/contract/roster.js';
import { aServer } from './fake-server.js';
import { aRosterPreview as aPreview, chooseFile, rowOfImport } from './import-steps.js';
import { aMe } from './office-page.js';

const SESSION = { 'GET /api/session': { json: aMe('hr') } };
const stored = (calls: { row: string }[]) => calls.filter(({ row }) => row.startsWith('POST /api/roster?'));

test('rows that cannot be read are shown one by one, and nothing is imported until they are left out', async () => {
  const problems = [{ row: 3, field: 'email', reason: '"nope" is no e-mail address.', remedy: 'Correct it.' }];
  const server = aServer({ ...SESSION, 'POST /api/roster/preview': { json: aPreview({ problems, problemCount: 1 }) } });
  await chooseFile();
  expect(screen.getByRole('row', { name: '3 E-mail "nope" is no e-mail address. Correct it.' })).toBeTruthy();
  const button = screen.getByRole<HTMLButtonElement>('button', { name: 'Import 2 people' });
  expect(button.disabled).toBe(true);
  fireEvent.click(button);
  expect(stored(server.calls)).toEqual([]);
  fireEvent.click(screen.getByRole('checkbox'));
  expect(button.disabled).toBe(false);
});

test('of a file with headings alone it is said that it names nobody', async () => {
  aServer({ ...SESSION, 'POST /api/roster/preview': { json: aPreview({ rows: 0, people: 0, joined: 0, withoutEmail: 0, units: [] }) } });
  await chooseFile();
  expect(screen.getByText('The file names nobody.')).toBeTruthy();
});

test('a column can be left out, or be read for another field', async () => {
  const server = aServer({ ...SESSION, 'POST /api/roster/preview': { json: aPreview() } });
  const asked = (mapping: object) => `POST /api/roster/preview?mapping=${encodeURIComponent(JSON.stringify(mapping))}`;
  await chooseFile();
  const choose = async (field: string, column: string, mapping: ColumnMapping) => {
    server.serve(asked(mapping), { json: aPreview({ mapping }) });
    fireEvent.change(screen.getByLabelText(field), { target: { value: column } });
    await waitFor(() => expect(server.calls.at(-1)?.row).toBe(asked(mapping)));
    await waitFor(() => expect(screen.getByLabelText<HTMLSelectElement>(field).value).toBe(column));
  };
  await choose('Name', '', { employeeId: 'Nr', name: '', unit: 'Team' });
  await choose('Name', 'Nr', { employeeId: '', name: 'Nr', unit: 'Team' });
});

test('whoever goes through the columns by keyboard stays there, and nothing is imported until the file is read anew', async () => {
  const server = aServer({ ...SESSION, 'POST /api/roster/preview': { json: aPreview() } });
  await chooseFile();
  const mapping = { employeeId: 'Nr', name: '', unit: 'Team' };
  const row = `POST /api/roster/preview?mapping=${encodeURIComponent(JSON.stringify(mapping))}`;
  server.serve(row, { json: aPreview({ mapping, people: 1 }) });
  const field = screen.getByLabelText<HTMLSelectElement>('Name');
  field.focus();
  fireEvent.change(field, { target: { value: '' } });
  const before = screen.getByRole<HTMLButtonElement>('button', { name: 'Import 2 people' });
  expect([before.disabled, field.value]).toEqual([true, '']);
  await screen.findByRole('button', { name: 'Import one person' });
  expect(document.activeElement).toBe(field);
});

test('the focus goes on where the page does: at the file that is previewed, and at what was imported', async () => {
  const server = aServer({ ...SESSION, 'POST /api/roster/preview': { json: aPreview() } });
  await chooseFile();
  expect(document.activeElement?.textContent).toBe('File: roster.csv');
  server.serve(rowOfImport(), { json: { people: 2, joined: 2, left: 0, moved: 0, leftOut: 0 } });
  fireEvent.click(screen.getByRole('button', { name: 'Import 2 people' }));
  await screen.findByText(/2 people: 2 joined/);
  expect(document.activeElement).toBe(screen.getByRole('status'));
});

test('what was imported is told in the number that it is', async () => {
  const server = aServer({ ...SESSION, 'POST /api/roster/preview': { json: aPreview() } });
  await chooseFile();
  server.serve(rowOfImport(), { json: { people: 1, joined: 1, left: 0, moved: 0, leftOut: 1 } });
  fireEvent.click(screen.getByRole('button', { name: 'Import 2 people' }));
  await waitFor(() => expect(screen.getByRole('status').textContent).toBe('1 person: 1 joined, 0 left, 0 moved, 1 row left out.'));
});

test('an import names the preview that was looked at', async () => {
  const server = aServer({ ...SESSION, 'POST /api/roster/preview': { json: aPreview() } });
  await chooseFile();
  server.serve(rowOfImport(), { json: { people: 2, joined: 2, left: 0, moved: 0, leftOut: 0 } });
  fireEvent.click(screen.getByRole('button', { name: 'Import 2 people' }));
  await waitFor(() => expect(screen.getByRole('status').textContent).toContain('2 people: 2 joined'));
});

test('an import that removes a fifth of the roster warns of it, with the number on the button as well', async () => {
  aServer({ ...SESSION, 'POST /api/roster/preview': { json: aPreview({ joined: 0, left: 40, unchanged: 2 }) } });
  await chooseFile();
  expect(screen.getByText('40 of the 42 people on the roster would be removed.')).toBeDefined();
  expect(screen.getByRole('button', { name: 'Import 2 people, remove 40' })).toBeDefined();
});

test('one of a hundred who leaves is no warning', async () => {
  aServer({ ...SESSION, 'POST /api/roster/preview': { json: aPreview({ joined: 0, left: 1, unchanged: 99, people: 99 }) } });
  await chooseFile();
  expect(screen.queryByText(/would be removed/)).toBeNull();
  expect(screen.getByRole('button', { name: 'Import 99 people' })).toBeDefined();
});

test('a column that is not there is told as that, not as a row that could be left out', async () => {
  const problems = [{ field: 'unit', reason: 'No column was found for this.', remedy: 'Choose the column, or add it to the file.' }];
  const mapping = { employeeId: 'Nr', name: 'Name' };
  const preview = aPreview({ mapping, problems, problemCount: 1, people: 0, joined: 0, left: 41 });
  aServer({ ...SESSION, 'POST /api/roster/preview': { json: preview } });
  await chooseFile('Which column is what');
  expect(screen.getByRole('alert').textContent).toContain('A column is missing: Unit path');
  expect(screen.queryByText(/cannot be read/)).toBeNull();
  expect(screen.queryByRole('button', { name: /^Import / })).toBeNull();
});
