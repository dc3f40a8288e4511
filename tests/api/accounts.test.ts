import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { aServer, cookieOf, joined, PASSWORD, setUpAcme, type TestServer, tokenOf } from '../builders/running-server.js';

let server: TestServer;
beforeEach(async () => {
  server = await aServer();
});
afterEach(() => server.close());

const hana = { email: 'hana@acme.test', password: PASSWORD };
/** Each try is on disk before it is answered; a busy machine takes its time. */
const MANY_TRIES_MS = 60_000;
const as = (cookie: string) => ({
  get: (path: string) => server.request.get(path).set('Cookie', cookie),
  post: (path: string, body: object = {}) => server.request.post(path).set('Cookie', cookie).send(body),
  patch: (path: string, body: object) => server.request.patch(path).set('Cookie', cookie).send(body),
  remove: (path: string) => server.request.delete(path).set('Cookie', cookie),
});
const acts = async (cookie: string) => (await as(cookie).get('/api/ledger')).body.entries.map(({ act }: { act: string }) => act);
const idOf = async (hr: string, email: string): Promise<string> =>
  (await as(hr).get('/api/colleagues')).body.colleagues.find((one: { email: string }) => one.email === email).id;

describe('the first start', () => {
  const setup = {
    organisation: { name: 'Acme', timeZone: 'Europe/Berlin', language: 'en' },
    account: { name: 'Hana', email: 'Hana@Acme.test', password: PASSWORD },
  };

  test('is done once, with the link that was printed', async () => {
    expect((await server.request.get('/api/setup')).body).toEqual({ needed: true });
    const wrong = await server.request.post('/api/setup').send({ ...setup, token: 'A'.repeat(43) });
    expect([wrong.status, wrong.body.code]).toEqual([410, 'link-spent']);
    const first = await server.request.post('/api/setup').send({ ...setup, token: tokenOf(server.setupLink) });
    expect(first.body).toMatchObject({
      account: { email: 'hana@acme.test' },
      roles: ['hr'],
      organisation: { name: 'Acme' },
      sample: false,
    });
    expect((await as(cookieOf(first)).get('/api/session')).body).toEqual(first.body);
    const again = await server.request.post('/api/setup').send({ ...setup, token: tokenOf(server.setupLink) });
    expect([again.status, again.body.code]).toEqual([409, 'setup-done']);
    expect((await server.request.get('/api/setup')).body).toEqual({ needed: false });
  });

  test('refuses a time zone that there is not, naming the field and storing nothing', async () => {
    const organisation = { ...setup.organisation, timeZone: 'Berlin' };
    const reply = await server.request.post('/api/setup').send({ ...setup, organisation, token: tokenOf(server.setupLink) });
    expect(reply.body).toMatchObject({ status: 400, code: 'input-malformed', field: 'organisation.timeZone' });
    expect((await server.request.get('/api/setup')).body).toEqual({ needed: true });
  });

  test.each(['zz', 'toString', 'EN'])('refuses the language %s, in which nothing could be written to anybody', async (language) => {
    const organisation = { ...setup.organisation, language };
    const reply = await server.request.post('/api/setup').send({ ...setup, organisation, token: tokenOf(server.setupLink) });
    expect(reply.body).toMatchObject({ status: 400, code: 'input-malformed', field: 'organisation.language' });
    expect((await server.request.get('/api/setup')).body).toEqual({ needed: true });
  });

  test.each(['password1234', 'aaaaaaaaaaaaaaaa', 'hana@acme.test', '1234567890123'])(
    'refuses the password %s at its field',
    async (password) => {
      const account = { ...setup.account, password };
      const reply = await server.request.post('/api/setup').send({ ...setup, account, token: tokenOf(server.setupLink) });
      expect([reply.status, reply.body.code, reply.body.field]).toEqual([400, 'password-weak', 'account.password']);
    },
  );
});

describe('signing in', () => {
  beforeEach(() => setUpAcme(server));

  test('gives a cookie that scripts and ballot routes never see, and signing out ends the session', async () => {
    const reply = await server.request.post('/api/session').send(hana);
    const [cookie] = reply.headers['set-cookie'] as unknown as string[];
    expect(cookie).toMatch(/; Path=\/api; .*HttpOnly; SameSite=Lax$/);
    const session = cookieOf(reply);
    expect((await as(session).remove('/api/session')).status).toBe(204);
    expect((await as(session).get('/api/session')).status).toBe(401);
  });

  test('answers alike to a wrong password, an unknown address and an unused invitation', async () => {
    const hr = cookieOf(await server.request.post('/api/session').send(hana));
    await as(hr).post('/api/colleagues', { name: 'Eli', email: 'eli@acme.test', roles: ['executive'] });
    const tries = [hana.email, 'nobody@acme.test', 'eli@acme.test'];
    const replies = await Promise.all(
      tries.map((email) => server.request.post('/api/session').send({ email, password: 'not the password' })),
    );
    expect(replies.map(({ status }) => status)).toEqual([401, 401, 401]);
    expect(new Set(replies.map(({ text }) => text)).size).toBe(1);
  });

  test('a session ends after twelve hours', async () => {
    const session = cookieOf(await server.request.post('/api/session').send(hana));
    server.clock.move(12 * 3600 - 1);
    expect((await as(session).get('/api/session')).status).toBe(200);
    server.clock.move(1);
    expect((await as(session).get('/api/session')).status).toBe(401);
  });

  test(
    'is limited by account, and says how long to wait',
    async () => {
      for (let n = 0; n < 10; n += 1) await server.request.post('/api/session').send({ ...hana, password: `wrong ${n}` });
      const reply = await server.request.post('/api/session').send(hana);
      expect([reply.status, reply.body.code, reply.headers['retry-after']]).toEqual([429, 'too-many-tries', '900']);
      server.clock.move(900);
      expect((await server.request.post('/api/session').send(hana)).status).toBe(200);
    },
    MANY_TRIES_MS,
  );

  test(
    'is limited by address, whatever account is tried',
    async () => {
      const tryWith = (n: number) => server.request.post('/api/session').send({ email: `n${n}@acme.test`, password: 'wrong' });
      for (let n = 0; n < 100; n += 1) await tryWith(n);
      expect((await tryWith(100)).status).toBe(429);
    },
    MANY_TRIES_MS,
  );

  describe('behind a proxy', () => {
    let behind: TestServer;
    beforeEach(async () => {
      behind = await aServer({ environment: { TRUST_PROXY: '1' } });
      await setUpAcme(behind);
    });
    afterEach(() => behind.close());
    const tryFrom = (address: string, body: object) => behind.request.post('/api/session').set('X-Forwarded-For', address).send(body);
    const wrongly = async (address: string, times: number) => {
      for (let n = 0; n < times; n += 1) await tryFrom(address, { ...hana, password: `wrong ${n}` });
    };

    test(
      'one stranger at one address locks nobody out',
      async () => {
        await wrongly('198.51.100.9', 60);
        expect((await tryFrom('198.51.100.9', hana)).status).toBe(429);
        expect((await tryFrom('192.0.2.1', hana)).status).toBe(200);
      },
      MANY_TRIES_MS,
    );

    test(
      'is limited by account from many addresses together, too',
      async () => {
        for (let n = 1; n <= 5; n += 1) await wrongly(`198.51.100.${n}`, 10);
        expect((await tryFrom('192.0.2.1', hana)).status).toBe(429);
      },
      MANY_TRIES_MS,
    );

    test(
      'the addresses of one IPv6 subscriber count as one, and an IPv4 address as itself however it is written',
      async () => {
        for (let n = 0; n < 10; n += 1) await wrongly(`2001:db8:0:7:${n}::${n}`, 1);
        expect((await tryFrom('2001:0DB8::7:ffff:0:0:1', hana)).status).toBe(429);
        await wrongly('198.51.100.9', 10);
        expect((await tryFrom('::ffff:198.51.100.9', hana)).status).toBe(429);
        expect((await tryFrom('::ffff:198.51.100.10', hana)).status).toBe(200);
        expect((await tryFrom('2001:db8:0:8::1', hana)).status).toBe(200);
      },
      MANY_TRIES_MS,
    );
  });

  test('leaves no address in the store', async () => {
    await server.request.post('/api/session').send({ ...hana, password: 'wrong' });
    const files = (await readdir(server.config.dataDir)).filter((name) => name.startsWith('registrar.sqlite'));
    const bytes = Buffer.concat(await Promise.all(files.map((name) => readFile(join(server.config.dataDir, name)))));
    expect(bytes.includes('hana@acme.test')).toBe(true);
    expect(bytes.includes('127.0.0.1')).toBe(false);
  });
});

describe('colleagues', () => {
  let hr: string;
  beforeEach(async () => {
    hr = await setUpAcme(server);
  });

  test('join by a link that works once', async () => {
    const invited = await as(hr).post('/api/colleagues', { name: 'Eli', email: 'ELI@acme.test', roles: ['executive'] });
    expect(invited.body.colleague).toMatchObject({ email: 'eli@acme.test', state: 'invited' });
    const token = tokenOf(invited.body.link);
    const read = await server.request.post('/api/one-time-links/read').send({ token });
    expect(read.body).toEqual({ purpose: 'join', name: 'Eli', email: 'eli@acme.test', organisation: 'Acme', code: false });
    const used = await server.request.post('/api/one-time-links').send({ token, password: PASSWORD });
    expect(used.body.roles).toEqual(['executive']);
    const again = await server.request.post('/api/one-time-links').send({ token, password: PASSWORD });
    expect([again.status, again.body.code]).toEqual([410, 'link-spent']);
  });

  test('a join link lasts seven days, a reset link an hour', async () => {
    const invited = await as(hr).post('/api/colleagues', { name: 'Eli', email: 'eli@acme.test', roles: ['executive'] });
    server.clock.move(7 * 24 * 3600);
    expect((await server.request.post('/api/one-time-links/read').send({ token: tokenOf(invited.body.link) })).status).toBe(410);
    hr = cookieOf(await server.request.post('/api/session').send(hana));
    const reset = await as(hr).post(`/api/colleagues/${await idOf(hr, hana.email)}/link`);
    server.clock.move(3600);
    expect((await server.request.post('/api/one-time-links/read').send({ token: tokenOf(reset.body.link) })).status).toBe(410);
  });

  test('nobody is HR and steward at once', async () => {
    const invited = await as(hr).post('/api/colleagues', { name: 'Stu', email: 'stu@acme.test', roles: ['hr', 'steward'] });
    expect([invited.status, invited.body.code]).toEqual([409, 'roles-conflict']);
    await joined(server, hr, 'Stu', ['steward']);
    const changed = await as(hr).patch(`/api/colleagues/${await idOf(hr, 'stu@acme.test')}`, { roles: ['hr', 'steward'] });
    expect([changed.status, changed.body.code]).toEqual([409, 'roles-conflict']);
  });

  test('an address has one account', async () => {
    const reply = await as(hr).post('/api/colleagues', { name: 'Other', email: 'Hana@acme.test', roles: ['executive'] });
    expect([reply.status, reply.body.code, reply.body.field]).toEqual([409, 'email-taken', 'email']);
  });

  test('the last HR stays', async () => {
    const id = await idOf(hr, hana.email);
    expect((await as(hr).remove(`/api/colleagues/${id}`)).body.code).toBe('last-hr');
    expect((await as(hr).patch(`/api/colleagues/${id}`, { roles: ['executive'] })).body.code).toBe('last-hr');
    await joined(server, hr, 'Hugo', ['hr']);
    expect((await as(hr).remove(`/api/colleagues/${id}`)).status).toBe(204);
    expect((await as(hr).get('/api/session')).status).toBe(401);
  });

  test('other roles count from the next request on', async () => {
    const eli = await joined(server, hr, 'Eli', ['executive']);
    expect((await as(eli).get('/api/ledger')).status).toBe(403);
    await as(hr).patch(`/api/colleagues/${await idOf(hr, 'eli@acme.test')}`, { roles: ['steward'] });
    expect((await as(eli).get('/api/ledger')).status).toBe(200);
  });

  test('a reset ends every session of the account', async () => {
    const eli = await joined(server, hr, 'Eli', ['executive']);
    const reset = await as(hr).post(`/api/colleagues/${await idOf(hr, 'eli@acme.test')}/link`);
    await server.request.post('/api/one-time-links').send({ token: tokenOf(reset.body.link), password: 'another quiet long sentence' });
    expect((await as(eli).get('/api/session')).status).toBe(401);
  });

  test('everything that changes something is in the ledger, with who did it', async () => {
    await joined(server, hr, 'Stu', ['steward']);
    const id = await idOf(hr, 'stu@acme.test');
    await as(hr).patch(`/api/colleagues/${id}`, { roles: ['executive'] });
    await as(hr).post(`/api/colleagues/${id}/link`);
    await as(hr).remove(`/api/colleagues/${id}`);
    expect(await acts(hr)).toEqual([
      'colleague-removed',
      'link-renewed',
      'roles-changed',
      'colleague-joined',
      'colleague-invited',
      'organisation-set-up',
    ]);
    expect((await as(hr).get('/api/ledger')).body.entries[0]).toMatchObject({ who: 'Hana', subject: 'stu@acme.test', reason: null });
  });

  test('an unknown colleague is a clear refusal', async () => {
    expect((await as(hr).remove('/api/colleagues/zzzzzzzzzzzz')).body.code).toBe('not-found');
    expect((await as(hr).remove('/api/colleagues/x')).body).toMatchObject({ code: 'input-malformed', field: 'colleague' });
  });
});
