import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { aRound, ROUND as id, serveRound as serve } from './a-round.js';
import { problem } from './fake-server.js';
import { openOffice } from './office-page.js';

test('participation is one rounded figure for the company, with the day it was taken', async () => {
  serve(aRound({ state: 'open', code: 'K7QF 2M9X 0000 0000', invited: 400 }));
  openOffice(`/rounds/${id}`);
  await screen.findByText('At least 120 of 400 ballots fetched, as of 3 Nov 2026');
  expect(screen.getByRole('meter').getAttribute('aria-valuenow')).toBe('120');
});

test('the sheet of links is a form to a new window, opened only after it was said who will see that', async () => {
  serve(aRound({ state: 'open', invited: 400 }));
  openOffice(`/rounds/${id}`);
  fireEvent.click(await screen.findByRole('button', { name: 'Print links for people without mail' }));
  const dialog = await screen.findByRole('dialog');
  expect(dialog.textContent).toContain('the steward sees it');
  const form = dialog.querySelector('form');
  expect([form?.method, form?.getAttribute('action'), form?.target]).toEqual(['post', `/api/rounds/${id}/sheet`, '_blank']);
});

test.each([
  [{ configured: true, unreached: 0, failedCount: 5, retrying: 2 }, 'A page with 3 slips'],
  [{ configured: true, unreached: 4, failedCount: 0, retrying: 0 }, 'A page with 4 slips'],
  [{ configured: false, unreached: 9, failedCount: 5, retrying: 0 }, 'A page with 9 slips'],
])('whoever their mail failed for good can get a printed link too: %j', async (counts, said) => {
  const failed = [{ name: 'Ada', email: 'ada@acme.test', reason: '550' }];
  const mail = { texts: [], waiting: 0, sent: 30, failed, ...counts };
  serve(aRound({ state: 'open', invited: 40 }), { [`GET /api/rounds/${id}/mail`]: { json: mail } });
  openOffice(`/rounds/${id}`);
  fireEvent.click(await screen.findByRole('button', { name: 'Print links for people without mail' }));
  expect((await screen.findByRole('dialog')).textContent).toContain(said);
});

test('of many slips one sheet is printed at a time, and the next one is chosen already', async () => {
  const mail = { texts: [], configured: false, waiting: 0, sent: 0, failed: [], failedCount: 0, retrying: 0, unreached: 1040 };
  serve(aRound({ state: 'open', invited: 1040 }), { [`GET /api/rounds/${id}/mail`]: { json: mail } });
  openOffice(`/rounds/${id}`);
  const sheet = async () => {
    fireEvent.click(await screen.findByRole('button', { name: 'Print links for people without mail' }));
    return screen.findByRole('dialog');
  };
  const form = (await sheet()).querySelector('form');
  expect(form?.textContent).toContain('There are 1,040 slips');
  expect([...(form?.querySelectorAll('option') ?? [])].map(({ textContent }) => textContent)).toEqual([
    'Slips 1 to 500',
    'Slips 501 to 1,000',
    'Slips 1,001 to 1,040',
  ]);
  expect(form?.getAttribute('action')).toBe(`/api/rounds/${id}/sheet?from=1`);
  form?.addEventListener('submit', (event) => event.preventDefault());
  if (form) fireEvent.submit(form);
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  expect((await sheet()).querySelector('form')?.getAttribute('action')).toBe(`/api/rounds/${id}/sheet?from=501`);
  fireEvent.change(screen.getByLabelText('Sheet'), { target: { value: '1001' } });
  expect(screen.getByRole('dialog').textContent).toContain('A page with 40 slips');
});

test('a round that may end asks for the reason that people will read', async () => {
  const server = serve(aRound({ state: 'open', mayCloseNow: true, invited: 400 }));
  openOffice(`/rounds/${id}`);
  fireEvent.click(await screen.findByRole('button', { name: 'End now' }));
  const dialog = within(await screen.findByRole('dialog'));
  server.serve(`POST /api/rounds/${id}/close`, { json: aRound({ state: 'closing', closingStep: 'seal', invited: 400 }) });
  server.serve(`GET /api/rounds/${id}`, { json: aRound({ state: 'closing', closingStep: 'seal', invited: 400 }) });
  fireEvent.change(dialog.getByRole('textbox'), { target: { value: 'Everybody had time.' } });
  fireEvent.click(dialog.getByRole('button', { name: 'End the round' }));
  await screen.findByText('Now: the ballot box is sealed');
  expect(server.calls.find(({ row }) => row.endsWith('/close'))?.body).toEqual({ reason: 'Everybody had time.' });
});

test('a round that was ended is followed also where the server has not begun to close it yet', async () => {
  const server = serve(aRound({ state: 'open', closes: '2026-01-02T10:00:00Z', invited: 400 }));
  openOffice(`/rounds/${id}`);
  await screen.findByText('At least 120 of 400 ballots fetched, as of 3 Nov 2026');
  server.serve(`GET /api/rounds/${id}`, { json: aRound({ state: 'closing', closingStep: 'seal', invited: 400 }) });
  await screen.findByText('Now: the ballot box is sealed', {}, { timeout: 10_000 });
});

test('a round that cannot be launched says why and offers no launch', async () => {
  const obstacles = [{ reason: '8 people are too few for K = 5.', remedy: 'Import more people.' }];
  serve(aRound({}), { [`GET /api/rounds/${id}/privacy-preview`]: { json: { invited: 8, k: 5, units: [], obstacles, warnings: [] } } });
  openOffice(`/rounds/${id}/prepare/launch`);
  await screen.findByText(/8 people are too few/);
  expect(screen.queryByRole('button', { name: 'Freeze the terms and launch' })).toBeNull();
});

test('a launch under way tells how far it is and offers nothing else; then the page shows what came of it', async () => {
  const launch = { state: 'under-way' as const, step: 'keys' as const, done: 120, of: 300 };
  const server = serve(aRound({ launch }));
  openOffice(`/rounds/${id}/prepare/launch`);
  await screen.findByText('Now: keys are made, 120 of 300 groups');
  expect(screen.getByRole('progressbar', { name: 'Launch' }).getAttribute('aria-valuetext')).toContain('120 of 300');
  expect(screen.queryByRole('link', { name: 'Continue preparing' })).toBeNull();
  server.serve(`GET /api/rounds/${id}`, { json: aRound({ launch: { ...launch, step: 'invitations', done: 45_000, of: 105_000 } }) });
  await screen.findByText('Now: invitations are written, 45,000 of 105,000', {}, { timeout: 10_000 });
  server.serve(`GET /api/rounds/${id}`, { json: aRound({ state: 'scheduled', invited: 100_000 }) });
  await screen.findByText(/The terms are frozen/, {}, { timeout: 10_000 });
});

test('the steps of a launch are told in the language of the office', async () => {
  const launch = { state: 'under-way' as const, step: 'invitations' as const, done: 45_000, of: 105_000 };
  const server = serve(aRound({ launch }));
  openOffice(`/rounds/${id}`, 'he');
  await screen.findByText('עכשיו: נכתבות הזמנות, 45,000 מתוך 105,000');
  expect(screen.getByRole('progressbar').getAttribute('aria-label')).toBe('השקה');
  server.serve(`GET /api/rounds/${id}`, { json: aRound({ launch: { ...launch, step: 'box', done: 0, of: 1 } }) });
  await screen.findByText('עכשיו: הקלפי בהכנה', {}, { timeout: 10_000 });
});

test('an interrupted launch is told, and can be launched again', async () => {
  serve(aRound({ launch: { state: 'interrupted', step: 'roll', done: 0, of: 27 } }));
  openOffice(`/rounds/${id}`);
  await screen.findByText(/The launch was interrupted before it was done/);
  expect(screen.getByRole('link', { name: 'Check and launch again' }).getAttribute('href')).toBe(`/rounds/${id}/prepare/launch`);
});

test('on the day of opening there is no figure yet; a day on, too few is said', async () => {
  const row = `GET /api/rounds/${id}/participation`;
  const round = aRound({ state: 'open', opens: '2026-11-02T08:00:00Z', invited: 400 });
  serve(round, { [row]: { json: { invited: 400, days: [{ day: '2026-11-02', collected: null }] } } });
  const page = openOffice(`/rounds/${id}`);
  await screen.findByText('No figure yet. The first comes at midnight, when the day of opening ends.');
  page.unmount();
  const days = ['2026-11-02', '2026-11-03'].map((day) => ({ day, collected: null }));
  serve(round, { [row]: { json: { invited: 400, days } } });
  openOffice(`/rounds/${id}`);
  await screen.findByText('Too few yet to say a number.');
});

test.each([`/rounds/${id}`, `/rounds/${id}/prepare/basics`, `/rounds/${id}/terms`])(
  'at %s a round that is not there is told once, as a page',
  async (address) => {
    const parts = { field: 'round', detail: 'There is no such round.', remedy: 'Choose one from the list of rounds.' };
    const reply = problem(404, 'not-found', { ...parts, problems: [{ field: 'round', reason: parts.detail }] });
    serve(aRound({}), { [`GET /api/rounds/${id}`]: reply, [`GET /api/rounds/${id}/terms`]: reply });
    openOffice(address);
    await screen.findByRole('heading', { level: 1, name: 'There is no such round.' });
    expect(screen.getAllByText(/There is no such round/)).toHaveLength(1);
  },
);

describe('adding a person', () => {
  const unit = (id: string, name: string, parent: string | null, depth: number) => ({ id, name, parent, depth, direct: 1, total: 1 });
  const units = [unit('acme00000000', 'Acme', null, 0), unit('works0000000', 'Works', 'acme00000000', 1)];

  const person = (n: number) => ({
    ...{ id: `person00000${n}`, employeeId: `${n}`, name: `Ada ${n}`, email: null, unit: 'unit00000000', leads: false, language: 'en' },
  });

  test('names the unit with those above it, and lets nobody be chosen who is invited', async () => {
    const night = unit('unit00000000', 'Night shift', 'works0000000', 2);
    const people = [true, false].map((invited, n) => ({ ...person(n), invited }));
    serve(aRound({ state: 'open', invited: 400 }), {
      'GET /api/units': { json: { units: [...units, night], people: 3, importedAt: '2026-11-01T10:00:00Z' } },
      [`GET /api/people?search=Ada&round=${id}`]: { json: { people, more: false } },
    });
    openOffice(`/rounds/${id}`);
    fireEvent.click(await screen.findByRole('button', { name: 'Add a person' }));
    const dialog = within(await screen.findByRole('dialog'));
    fireEvent.change(dialog.getByLabelText('Name, employee id or e-mail'), { target: { value: 'Ada' } });
    await dialog.findByText('Works / Night shift · 0 · already invited');
    expect(dialog.getByText('Works / Night shift · 1')).toBeDefined();
    expect(dialog.getAllByRole<HTMLInputElement>('radio').map(({ disabled }) => disabled)).toEqual([true, false]);
  });

  test('chooses nobody of those found, and says when there are more', async () => {
    const people = Array.from({ length: 10 }, (_, n) => person(n));
    const server = serve(aRound({ state: 'open', invited: 400 }), {
      [`GET /api/people?search=Ada&round=${id}`]: { json: { people, more: false } },
    });
    openOffice(`/rounds/${id}`);
    fireEvent.click(await screen.findByRole('button', { name: 'Add a person' }));
    const dialog = within(await screen.findByRole('dialog'));
    fireEvent.change(dialog.getByLabelText('Name, employee id or e-mail'), { target: { value: 'Ada' } });
    const radios = await dialog.findAllByRole<HTMLInputElement>('radio');
    expect([radios.length, radios.some(({ checked }) => checked)]).toEqual([8, false]);
    expect(dialog.getByText('There are more. Type a little more of the name.')).toBeDefined();
    fireEvent.change(dialog.getByLabelText('Reason'), { target: { value: 'Forgotten.' } });
    fireEvent.click(dialog.getByRole('button', { name: 'Add' }));
    await dialog.findByText('Choose one.');
    expect(server.calls.filter(({ row }) => row.endsWith('/additions'))).toEqual([]);
  });
});

test('where no reader is ticked, that is said at the group', async () => {
  serve(aRound({}));
  openOffice(`/rounds/${id}/prepare/rules`);
  const group = await screen.findByRole('group', { name: 'Who may read results' });
  for (const box of within(group).getAllByRole<HTMLInputElement>('checkbox')) if (box.checked) fireEvent.click(box);
  fireEvent.click(screen.getByRole('button', { name: 'Continue' }));
  const error = await within(group).findByText('Choose at least one.');
  expect(error.compareDocumentPosition(within(group).getAllByRole('checkbox')[0] as Node)).toBe(Node.DOCUMENT_POSITION_FOLLOWING);
});

test('of a thousand deliveries that did not succeed it says which are tried again and how many are listed; of many additions, how many there are', async () => {
  const event = (at: number) => ({ at: `2026-11-02T08:00:0${at}Z`, what: 'person-added' as const, reason: `Forgotten ${at}` });
  const round = aRound({ state: 'open', invited: 20_000, events: Array.from({ length: 9 }, (_, at) => event(at)) });
  const failed = Array.from({ length: 100 }, (_, at) => ({ name: `Person ${at}`, email: `p${at}@acme.test`, reason: '550' }));
  const mail = { configured: true, texts: [], waiting: 700, sent: 18_000, failed, failedCount: 1_500, retrying: 500, unreached: 0 };
  serve(round, { [`GET /api/rounds/${id}/mail`]: { json: mail } });
  openOffice(`/rounds/${id}`);
  await screen.findByText('The first 100 of 1,500 are listed.');
  expect(screen.getByText(/500 of them are tried again by themselves/)).toBeDefined();
  expect(screen.getByText('Failed for good').textContent).toBe('1,000 Failed for good');
  expect(screen.getByText('9 people added').closest('details')?.open).toBe(false);
});

test.each([
  ['en', 'Prepare Autumn: Rules'],
  ['he', 'הכנת \u2068Autumn\u2069: כללים'],
])('each step of the wizard is a page of its own name, which has the focus: %s', async (language, name) => {
  serve(aRound({}));
  openOffice(`/rounds/${id}/prepare/rules`, language);
  const heading = await screen.findByRole('heading', { level: 1 });
  expect([heading.textContent, document.title, document.activeElement]).toEqual([name, `${name} · Candour`, heading]);
});
