import { fireEvent, screen, waitFor } from '@testing-library/react';
import { aServer, problem } from './fake-server.js';
import { aMe, openOffice } from './office-page.js';

const SIGN_ON = { 'GET /api/sign-on': { json: { name: 'Acme login' } } };

function fill(label: string, value: string): void {
  fireEvent.change(screen.getByLabelText(label), { target: { value } });
}

describe('changing the password', () => {
  test('asks for the present one, says when it is done, and forgets what was typed', async () => {
    const server = aServer({ 'GET /api/session': { json: aMe('hr') }, 'POST /api/password': { status: 204 } });
    openOffice('/account');
    await screen.findByRole('heading', { name: 'Your account' });
    fill('Present password', 'what it was');
    fill('New password', 'five calm otters afloat');
    fireEvent.click(screen.getByRole('button', { name: 'Change password' }));
    await screen.findByText('The password is changed. Other sessions have ended.');
    expect(server.calls.at(-1)).toEqual({
      row: 'POST /api/password',
      body: { current: 'what it was', password: 'five calm otters afloat' },
    });
    expect((screen.getByLabelText('Present password') as HTMLInputElement).value).toBe('');
  });

  test('shows what is refused at its field', async () => {
    aServer({
      'GET /api/session': { json: aMe('hr') },
      'POST /api/password': problem(401, 'sign-in-failed', { field: 'current', detail: 'That is not your password.', remedy: 'Check it.' }),
    });
    openOffice('/account');
    await screen.findByRole('heading', { name: 'Your account' });
    fill('Present password', 'wrong');
    fill('New password', 'five calm otters afloat');
    fireEvent.click(screen.getByRole('button', { name: 'Change password' }));
    await screen.findByRole('alert');
    expect(screen.getByLabelText('Present password').getAttribute('aria-invalid')).toBe('true');
    expect(screen.queryByText('The password is changed. Other sessions have ended.')).toBeNull();
  });

  test('is not offered to somebody who has none', async () => {
    const me = aMe('executive');
    aServer({ 'GET /api/session': { json: { ...me, account: { ...me.account, password: false, signOn: true } } }, ...SIGN_ON });
    openOffice('/account');
    await screen.findByText(/^You have none here: you sign in by Acme login\./);
    expect(screen.queryByRole('button', { name: 'Change password' })).toBeNull();
  });
});

test('a second factor can be scanned as well as typed', async () => {
  aServer({
    'GET /api/session': { json: aMe('steward') },
    'POST /api/two-factor/start': {
      json: { secret: 'ABCDEFGH', uri: 'otpauth://totp/x', picture: '<svg xmlns="http://www.w3.org/2000/svg"/>' },
    },
  });
  openOffice('/account');
  fireEvent.click(await screen.findByRole('button', { name: 'Turn on' }));
  const picture = (await screen.findByRole('img', { name: 'QR code of the key beside it' })) as HTMLImageElement;
  expect(decodeURIComponent(picture.src)).toBe('data:image/svg+xml,<svg xmlns="http://www.w3.org/2000/svg"/>');
  expect(screen.getByText('ABCD EFGH')).toBeDefined();
  expect(document.activeElement?.textContent).toContain('Scan the picture with an authenticator app');
});

test('who has no password is not asked for one where the second factor goes off, but told how to get one', async () => {
  const me = aMe('executive');
  aServer({
    'GET /api/session': { json: { ...me, account: { ...me.account, password: false, signOn: true, twoFactor: true } } },
    ...SIGN_ON,
  });
  openOffice('/account');
  await screen.findByText(/^Turning it off takes a password, and you have none here\./);
  expect(screen.queryByRole('button', { name: 'Turn off' })).toBeNull();
});

test('which ways lead in is told', async () => {
  const me = aMe('hr');
  aServer({ 'GET /api/session': { json: { ...me, account: { ...me.account, signOn: true } } }, ...SIGN_ON });
  openOffice('/account');
  await waitFor(() => expect(screen.getByText('You sign in by').nextElementSibling?.textContent).toBe('Password, Acme login'));
});
