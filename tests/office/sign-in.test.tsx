import { fireEvent, screen, waitFor } from '@testing-library/react';
import { aRound, ROUND, serveRound } from './a-round.js';
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

test('a refusal stands at its field until that is written in again, and a word for programs stands nowhere', async () => {
  const wrong = problem(401, 'sign-in-failed', { field: 'code', remedy: 'Wait for the next code.' });
  const server = aServer({ 'GET /api/session': NOBODY, 'POST /api/session': problem(401, 'code-needed') });
  openOffice('/');
  await screen.findByRole('heading', { name: 'Sign in' });
  fill('E-mail', 'hanna@example.com');
  fill('Password', 'a long sentence');
  fireEvent.click(screen.getByRole('button', { name: 'Sign in' }));
  const code = (await screen.findByLabelText('Six-digit code from your app')) as HTMLInputElement;
  await waitFor(() => expect(document.activeElement).toBe(code));
  server.serve('POST /api/session', wrong);
  fill('Six-digit code from your app', '000000');
  fireEvent.click(screen.getByRole('button', { name: 'Sign in' }));
  expect((await screen.findByRole('alert')).textContent).toBe('Wait for the next code.');
  expect(code.validationMessage).toBe('Wait for the next code.');
  fill('Six-digit code from your app', '123456');
  expect(code.getAttribute('aria-invalid')).toBeNull();
  expect(screen.queryByText(/sign-in-failed/)).toBeNull();
});

test('a session that lapses leads back to the sign-in', async () => {
  const server = aServer({ 'GET /api/session': { json: aMe('hr') }, 'GET /api/rounds': NOBODY });
  openOffice('/rounds');
  await screen.findByRole('heading', { name: 'Sign in' });
  expect(server.calls.map(({ row }) => row)).toContain('GET /api/rounds');
});

describe('the sign-in', () => {
  test('says when it comes because a session has ended, and what is not saved', async () => {
    const draft = aRound({});
    const server = serveRound(draft, { [`PUT /api/rounds/${ROUND}`]: NOBODY });
    openOffice(`/rounds/${ROUND}/prepare/basics`);
    fireEvent.change(await screen.findByLabelText('Title'), { target: { value: 'Typed meanwhile' } });
    server.serve('GET /api/session', NOBODY);
    fireEvent.click(screen.getByRole('button', { name: 'Continue' }));
    await screen.findByText('Your session has ended.');
    expect(screen.getByText(/was not saved/)).toBeDefined();
    server.serve('POST /api/session', { json: aMe('hr') });
    fill('E-mail', 'hanna@example.com');
    fill('Password', 'a long sentence');
    fireEvent.click(screen.getByRole('button', { name: 'Sign in' }));
    await screen.findByLabelText('Title');
  });

  test('says nothing of that to who has signed out, or has only come', async () => {
    const server = aServer({ 'GET /api/session': { json: aMe('executive') }, 'DELETE /api/session': { status: 204 } });
    openOffice('/account');
    fireEvent.click(await screen.findByRole('button', { name: 'Sign out' }));
    await screen.findByRole('heading', { name: 'Sign in' });
    expect(screen.queryByText('Your session has ended.')).toBeNull();
    expect(server.calls.map(({ row }) => row)).toContain('DELETE /api/session');
  });

  test('of a server that is not set up says so, and where the link is', async () => {
    aServer({ 'GET /api/session': NOBODY, 'GET /api/setup': { json: { needed: true } } });
    openOffice('/');
    await screen.findByRole('heading', { name: 'This server is not set up yet' });
    expect(screen.getByText(/printed in the console of the server/)).toBeDefined();
    expect(screen.queryByLabelText('Password')).toBeNull();
  });
});

test.each(['en', 'he'])('whoever sets up the server in %s is offered that language for their people', async (language) => {
  aServer({ 'GET /api/session': NOBODY, 'GET /api/setup': { json: { needed: true } } });
  window.location.hash = 'A'.repeat(43);
  openOffice('/setup', language);
  const [, chosen] = await screen.findAllByRole<HTMLSelectElement>('combobox');
  expect(chosen?.value).toBe(language);
  window.location.hash = '';
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

describe('the identity provider', () => {
  const SIGN_ON = { 'GET /api/sign-on': { json: { name: 'Acme login' } } };

  test('is offered where there is one, and leads back to the page that was asked for', async () => {
    aServer({ 'GET /api/session': NOBODY, ...SIGN_ON });
    openOffice('/rounds?state=open');
    const link = await screen.findByRole('link', { name: 'Sign in with Acme login' });
    expect(link.getAttribute('href')).toBe('/api/sign-on/start?to=%2Frounds%3Fstate%3Dopen');
  });

  test('is not spoken of where there is none', async () => {
    const server = aServer({ 'GET /api/session': NOBODY });
    openOffice('/');
    await screen.findByRole('heading', { name: 'Sign in' });
    await waitFor(() => expect(server.calls.map(({ row }) => row)).toContain('GET /api/sign-on'));
    expect(screen.queryByRole('link')).toBeNull();
  });

  test.each([
    ['sso-unknown', /^Nobody with your e-mail address has an account here/, '?as=somebody-else'],
    ['sso-refused', /^Acme login did not sign you in: it was cancelled there/, ''],
    ['sso-unreachable', /does not answer just now/, ''],
    ['internal-fault', /^Something went wrong on our side/, ''],
    ['<b>whatever</b>', /^Something went wrong on our side/, ''],
  ])('that ended in %s is told in words, and the password is still there', async (code, words, again) => {
    aServer({ 'GET /api/session': NOBODY, ...SIGN_ON });
    openOffice(`/sign-in?refused=${encodeURIComponent(code)}`);
    expect((await screen.findByRole('alert')).textContent).toContain('You are not signed in.');
    const link = await screen.findByRole('link', { name: 'Sign in with Acme login' });
    expect(link.getAttribute('href')).toBe(`/api/sign-on/start${again}`);
    expect(screen.getByText(words)).toBeDefined();
    expect(screen.getByLabelText('Password')).toBeDefined();
  });

  test('is followed by the second factor of an account that has one', async () => {
    const server = aServer({
      'GET /api/session': NOBODY,
      ...SIGN_ON,
      'POST /api/sign-on/code': problem(401, 'sign-in-failed', { field: 'code', remedy: 'Wait for the next code.' }),
    });
    openOffice('/sign-in?refused=code-needed');
    await screen.findByRole('heading', { name: 'One more step' });
    expect(screen.queryByLabelText('Password')).toBeNull();
    fill('Six-digit code from your app', '000000');
    fireEvent.click(screen.getByRole('button', { name: 'Sign in' }));
    await screen.findByRole('alert');
    server.serve('POST /api/sign-on/code', { json: aMe('steward') });
    fill('Six-digit code from your app', '123456');
    fireEvent.click(screen.getByRole('button', { name: 'Sign in' }));
    await screen.findByRole('navigation');
    expect(server.calls.filter(({ row }) => row === 'POST /api/sign-on/code').at(-1)?.body).toEqual({ code: '123456' });
  });
});
