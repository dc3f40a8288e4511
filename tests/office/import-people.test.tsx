import { fireEvent, screen, waitFor } from '@testing-library/react';
import type { RosterPreview } from '#shared/contract/roster.js';
import { aServer } from './fake-server.js';
import { aMe, openOffice } from './office-page.js';

const FINGERPRINT = 'a'.repeat(64);

function aPreview(parts: Partial<RosterPreview> = {}): RosterPreview {
  return {
    ...{ columns: ['Nr', 'Name', 'Team'], mapping: { employeeId: 'Nr', name: 'Name', unit: 'Team' }, rows: 3, people: 2, withoutEmail: 2 },
    ...{
      units: [{ path: 'Sales', people: 2 }],
      problems: [],
      problemCount: 0,
      warnings: [],
      warningCount: 0,
      joined: 2,
      left: 0,
      moved: 0,
      unchanged: 0,
    },
    ...{ examples: { joined: ['Ada'], left: [], moved: [] }, fingerprint: FINGERPRINT },
    ...parts,
  };
}

async function chooseFile(): Promise<void> {
  openOffice('/people/import');
  await screen.findByRole('button', { name: 'Choose a CSV file' });
  const input = document.querySelector('input[type=file]') as HTMLInputElement;
  fireEvent.change(input, {
    target: { files: Object.assign([new File(['x'], 'roster.csv')], { item: (at: number) => input.files?.[at] ?? null }) },
  });
  await screen.findByRole('heading', { name: 'What the import would do' });
}

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

test('an import names the preview that was looked at', async () => {
  const server = aServer({ ...SESSION, 'POST /api/roster/preview': { json: aPreview() } });
  await chooseFile();
  const mapping = encodeURIComponent(JSON.stringify(aPreview().mapping)).replaceAll('%20', '+');
  const row = `POST /api/roster?mapping=${mapping}&fingerprint=${FINGERPRINT}&leaveOutProblems=no`;
  server.serve(row, { json: { people: 2, joined: 2, left: 0, moved: 0, leftOut: 0 } });
  fireEvent.click(screen.getByRole('button', { name: 'Import 2 people' }));
  await waitFor(() => expect(screen.getByRole('status').textContent).toContain('2 people: 2 joined'));
});
