import QRCode from 'qrcode';
import { makeRecoveryLink } from '#server/accounts/recover.js';
import { codeOf, stepAt } from '#server/accounts/totp.js';
import { keyBytes } from '../builders/authenticator.js';
import { aServer, cookieOf, joined, PASSWORD, setUpAcme, type TestServer, tokenOf } from '../builders/running-server.js';

describe('codes', () => {
  // RFC 6238, appendix B, SHA-1: the ASCII secret 12345678901234567890, eight digits.
  const secret = new TextEncoder().encode('12345678901234567890');
  test.each([
    [59, '94287082'],
    [1111111109, '07081804'],
    [1111111111, '14050471'],
    [1234567890, '89005924'],
    [2000000000, '69279037'],
    [20000000000, '65353130'],
  ])('at second %i are those of RFC 6238', (second, code) => {
    expect(codeOf(secret, stepAt(new Date(second * 1000)), 8)).toBe(code);
  });
});

describe('a second factor', () => {
  let server: TestServer;
  let hr: string;
  let secret: Uint8Array;
  const code = (steps = 0) => codeOf(secret, stepAt(server.clock.now()) + steps);
  const signIn = (body: object = {}) => server.request.post('/api/session').send({ email: 'hana@acme.test', password: PASSWORD, ...body });
  const post = (path: string, body: object = {}) => server.request.post(path).set('Cookie', hr).send(body);

  beforeEach(async () => {
    server = await aServer();
    hr = await setUpAcme(server);
    const started = await post('/api/two-factor/start');
    expect(started.body.uri).toContain(`secret=${started.body.secret}&issuer=Candour`);
    secret = keyBytes(started.body.secret);
    expect(started.body.picture).toBe(await QRCode.toString(started.body.uri, { type: 'svg' }));
  });
  afterEach(() => server.close());

  test('is on only after a right code, and ends other sessions then', async () => {
    const other = cookieOf(await signIn());
    expect((await post('/api/two-factor', { code: code(5) })).body).toMatchObject({ code: 'sign-in-failed', field: 'code' });
    expect((await signIn()).status).toBe(200);
    expect((await post('/api/two-factor', { code: code() })).status).toBe(204);
    expect((await server.request.get('/api/session').set('Cookie', other)).status).toBe(401);
    expect((await server.request.get('/api/session').set('Cookie', hr)).body.account.twoFactor).toBe(true);
  });

  test('is not another one that was started in the same moment, whose codes nobody has shown', async () => {
    const { accounts } = server.stores.registrar;
    const { confirmTwoFactor } = accounts;
    accounts.confirmTwoFactor = async (...confirmed) => {
      accounts.confirmTwoFactor = confirmTwoFactor;
      expect((await post('/api/two-factor/start')).status).toBe(200);
      return confirmTwoFactor(...confirmed);
    };
    expect((await post('/api/two-factor', { code: code() })).body).toMatchObject({ code: 'sign-in-failed', field: 'code' });
    expect((await server.request.get('/api/session').set('Cookie', hr)).body.account.twoFactor).toBe(false);
    expect((await signIn()).status).toBe(200);
  });

  describe('that is on', () => {
    beforeEach(async () => {
      await post('/api/two-factor', { code: code() });
      server.clock.move(60);
    });

    test('is asked for after the right password alone, and its code works once', async () => {
      expect((await signIn({ password: 'wrong password' })).body.code).toBe('sign-in-failed');
      expect((await signIn()).body.code).toBe('code-needed');
      expect((await signIn({ code: code() })).status).toBe(200);
      expect((await signIn({ code: code() })).body.code).toBe('sign-in-failed');
      expect((await signIn({ code: code(-1) })).body.code).toBe('sign-in-failed');
      expect((await signIn({ code: code(1) })).status).toBe(200);
    });

    test('allows few guesses, also where the password is known', async () => {
      const wrong = code(10);
      for (let n = 0; n < 10; n += 1) await signIn({ code: wrong });
      expect((await signIn({ code: code() })).status).toBe(429);
    });

    test('cannot be replaced while it is on, and goes off with the password', async () => {
      expect((await post('/api/two-factor/start')).body.code).toBe('not-permitted');
      expect((await post('/api/two-factor/off', { password: 'wrong' })).body.code).toBe('sign-in-failed');
      expect((await post('/api/two-factor/off', { password: PASSWORD })).status).toBe(204);
      expect((await signIn()).status).toBe(200);
    });

    test('is asked for with a reset link that HR made, and not with one from whoever runs the server', async () => {
      const { colleagues } = (await server.request.get('/api/colleagues').set('Cookie', hr)).body;
      const reset = tokenOf((await post(`/api/colleagues/${colleagues[0].id}/link`)).body.link);
      expect((await server.request.post('/api/one-time-links/read').send({ token: reset })).body.code).toBe(true);
      const use = (body: object) => server.request.post('/api/one-time-links').send({ password: 'another quiet long sentence', ...body });
      expect((await use({ token: reset })).body.code).toBe('code-needed');
      expect((await use({ token: reset, code: code(9) })).body.code).toBe('sign-in-failed');
      expect((await use({ token: reset, code: code() })).status).toBe(200);
      const recovery = await makeRecoveryLink(server.accountNeeds, 'Hana@acme.test');
      expect((await use({ token: tokenOf(recovery?.link) })).body.account.twoFactor).toBe(false);
    });

    test('is stored sealed', async () => {
      const account = await server.stores.registrar.accounts.readByEmail('hana@acme.test');
      expect(account?.twoFactor).toBeTruthy();
      expect(Buffer.from(account?.twoFactor ?? '', 'base64url').includes(Buffer.from(secret))).toBe(false);
    });
  });

  test('is nobody else’s business: another account’s stays off', async () => {
    const eli = await joined(server, hr, 'Eli', ['executive']);
    await post('/api/two-factor', { code: code() });
    expect((await server.request.get('/api/session').set('Cookie', eli)).body.account.twoFactor).toBe(false);
  });
});
