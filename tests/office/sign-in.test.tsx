import { fireEvent, screen, waitFor } from '@testing-library/react';
import { aServer, problem } from './fake-server.js';
import { aMe, openOffice } from './office-page.js';

const NOBODY = problem(401, 'sign-in-needed');

function fill(label: string, value: string): void {
  fireEvent.change(screen.getByLabelText(label), { target: { value } });
}

test('asks for the code only when the account has a second factor', async () => {
  const server = aServer({ 'GET /api/session': NOBODY, 'POST /api/session': problem(401, 'code-needed') });
  openOffice('/rounds');
  await screen.findByRole('heading', { name: 'Sign in' });
  expect(screen.queryByLabelText('Six-digit code from your app')).toBeNull();
  fill('E-mail', 'hanna@example.com');
  fill('Password', 'a long sentence');
  fireEvent.click(screen.getByRole('button', { name: 'Sign in' }));
  fireEvent.change(await screen.findByLabelText('Six-digit code from your app'), { target: { value: '123456' } });
  server.serve('POST /api/session', { json: aMe('steward') });
  fireEvent.click(screen.getByRole('button', { name: 'Sign in' }));
  await screen.findByRole('navigation');
  expect(server.calls.filter(({ row }) => row === 'POST /api/session').at(-1)?.body).toEqual({
    email: 'hanna@example.com',
    password: 'a long sentence',
    code: '123456',
  });
});

test('a wrong password says what to do', async () => {
  aServer({
    'GET /api/session': NOBODY,
    'POST /api/session': problem(401, 'sign-in-failed', { detail: 'These do not belong together.', remedy: 'Try again.' }),
  });
  openOffice('/');
  await screen.findByRole('heading', { name: 'Sign in' });
  fill('E-mail', 'hanna@example.com');
  fill('Password', 'wrong');
  fireEvent.click(screen.getByRole('button', { name: 'Sign in' }));
  expect((await screen.findByRole('alert')).textContent).toContain('These do not belong together.Try again.');
});

test('a session that lapses leads back to the sign-in', async () => {
  const server = aServer({ 'GET /api/session': { json: aMe('hr') }, 'GET /api/rounds': NOBODY });
  openOffice('/rounds');
  await screen.findByRole('heading', { name: 'Sign in' });
  expect(server.calls.map(({ row }) => row)).toContain('GET /api/rounds');
});

test('each role is offered its own pages', async () => {
  const pages = async (role: 'hr' | 'executive' | 'steward') => {
    aServer({ 'GET /api/session': { json: aMe(role) } });
    const { unmount } = openOffice('/account');
    const nav = await screen.findByRole('navigation');
    const names = [...nav.querySelectorAll('a')].map(({ textContent }) => textContent);
    unmount();
    return names;
  };
  expect(await pages('hr')).toEqual(['Rounds', 'People', 'Colleagues', 'Results', 'Ledger']);
  expect(await pages('executive')).toEqual(['Results', 'Terms']);
  expect(await pages('steward')).toEqual(['Results', 'Terms', 'Ledger', 'Who looked']);
});

test('a server that is away shows a banner, which goes once it answers', async () => {
  const server = aServer({ 'GET /api/session': { json: aMe('hr') }, 'GET /api/rounds': problem(503, 'store-unavailable') });
  openOffice('/rounds');
  await screen.findByText('The server cannot be reached just now.');
  server.serve('GET /api/rounds', { json: { rounds: [] } });
  server.serve('GET /api/units', { json: { units: [], people: 0, importedAt: null } });
  fireEvent.click(screen.getByRole('button', { name: 'Try again now' }));
  await screen.findByRole('heading', { name: 'No rounds yet' });
  await waitFor(() => expect(screen.queryByText('The server cannot be reached just now.')).toBeNull());
});
