import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { aRound, ROUND, serveRound } from './a-round.js';
import { aServer, problem, type Reply } from './fake-server.js';
import { aRosterPreview, chooseFile, rowOfImport } from './import-steps.js';
import { aMe, openOffice } from './office-page.js';

/* Both clicks of a double click come before the page could show what the first one did. */

function doubleClick(name: string, within_: Pick<typeof screen, 'getByRole'> = screen): void {
  const button = within_.getByRole('button', { name });
  fireEvent.click(button);
  fireEvent.click(button);
}

function fill(label: string, value: string): void {
  fireEvent.change(screen.getByLabelText(label), { target: { value } });
}

/** The first is done, every other refused: as the server does with what works once. */
function once(first: Reply, then: Reply = problem(409, 'round-not-draft', { detail: 'It was done already.' })) {
  let asked = 0;
  return () => (asked++ === 0 ? first : then);
}

test('a double click imports once, and says what was imported', async () => {
  const server = aServer({ 'GET /api/session': { json: aMe('hr') }, 'POST /api/roster/preview': { json: aRosterPreview() } });
  await chooseFile();
  server.serve(rowOfImport(), once({ json: { people: 2, joined: 2, left: 0, moved: 0, leftOut: 0 } }));
  doubleClick('Import 2 people');
  await screen.findByText('Imported.');
  expect(server.calls.filter(({ row }) => row === rowOfImport())).toHaveLength(1);
  expect(screen.queryByRole('alert')).toBeNull();
});

test('a double click uses a one-time link once', async () => {
  const token = 'a'.repeat(43);
  const row = 'POST /api/one-time-links';
  window.location.hash = token;
  const server = aServer({
    'GET /api/session': problem(401, 'sign-in-needed'),
    'POST /api/one-time-links/read': {
      json: { purpose: 'join', name: 'Edgar', email: 'edgar@acme.test', organisation: 'Acme', code: false },
    },
    [row]: once({ json: aMe('steward') }),
    'GET /api/rounds': { json: { rounds: [] } },
  });
  openOffice('/join');
  await screen.findByLabelText('Password');
  fill('Password', 'five calm otters afloat');
  doubleClick('Save and sign in');
  await screen.findByRole('navigation');
  expect(server.calls.filter((call) => call.row === row)).toHaveLength(1);
});

test('a double click makes one draft, and the way back leads to it', async () => {
  const server = serveRound(aRound({}), { 'POST /api/rounds': { json: aRound({}) } });
  const { back } = openOffice('/rounds/new');
  fireEvent.change(await screen.findByLabelText('Title'), { target: { value: 'Autumn' } });
  doubleClick('Continue');
  await screen.findByLabelText('Closes');
  expect(server.calls.filter(({ row }) => row === 'POST /api/rounds')).toHaveLength(1);
  back();
  await waitFor(() => expect(screen.getByLabelText<HTMLInputElement>('Title').value).toBe('Autumn'));
  expect(screen.getByRole('link', { name: 'Schedule' }).getAttribute('href')).toBe(`/rounds/${ROUND}/prepare/schedule`);
});

test('a double click extends once, and the dialog closes', async () => {
  const open = aRound({ state: 'open', invited: 400 });
  const server = serveRound(open, { [`POST /api/rounds/${ROUND}/extension`]: once({ json: open }) });
  openOffice(`/rounds/${ROUND}`);
  fireEvent.click(await screen.findByRole('button', { name: 'Extend' }));
  const dialog = within(await screen.findByRole('dialog'));
  fireEvent.change(dialog.getByLabelText('Reason'), { target: { value: 'Holidays.' } });
  doubleClick('Extend', dialog);
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  expect(server.calls.filter(({ row }) => row.endsWith('/extension'))).toHaveLength(1);
});

test('a double click makes one link, and shows it', async () => {
  const colleague = { id: 'qqqqqqqqqqqq', name: 'Edgar', email: 'edgar@acme.test', roles: ['executive'], state: 'invited' };
  const server = aServer({
    'GET /api/session': { json: aMe('hr') },
    'GET /api/colleagues': { json: { colleagues: [] } },
    'POST /api/colleagues': once(
      { json: { colleague, link: 'http://acme.test/join#abc', expires: '2026-11-08T10:00:00Z' } },
      problem(409, 'email-taken', { field: 'email', detail: 'Taken.', remedy: 'Use another.' }),
    ),
  });
  openOffice('/colleagues');
  fireEvent.click(await screen.findByRole('button', { name: 'Invite a colleague' }));
  const dialog = within(await screen.findByRole('dialog'));
  fireEvent.change(dialog.getByLabelText('Name'), { target: { value: 'Edgar' } });
  fireEvent.change(dialog.getByLabelText('E-mail'), { target: { value: 'edgar@acme.test' } });
  doubleClick('Make a one-time link', dialog);
  await screen.findByDisplayValue('http://acme.test/join#abc');
  expect(server.calls.filter(({ row }) => row === 'POST /api/colleagues')).toHaveLength(1);
});

test('what was refused can be sent again as it is', async () => {
  const row = 'POST /api/session';
  const server = aServer({ 'GET /api/session': problem(401, 'sign-in-needed'), [row]: problem(503, 'store-unavailable') });
  openOffice('/');
  await screen.findByRole('heading', { name: 'Sign in' });
  fill('E-mail', 'hanna@example.com');
  fill('Password', 'a long sentence');
  fireEvent.click(screen.getByRole('button', { name: 'Sign in' }));
  await screen.findByText('The server cannot be reached just now.');
  server.serve(row, { json: aMe('steward') });
  fireEvent.click(screen.getByRole('button', { name: 'Sign in' }));
  await screen.findByRole('navigation');
  expect(server.calls.filter((call) => call.row === row)).toHaveLength(2);
});
