import { anAuthenticator } from '../builders/authenticator.js';
import { aServer, cookieOf, joined, PASSWORD, setUpAcme, type TestServer, tokenOf } from '../builders/running-server.js';

const NEXT = 'five calm otters afloat';
let server: TestServer;
let hr: string;
beforeEach(async () => {
  server = await aServer();
  hr = await setUpAcme(server);
});
afterEach(() => server.close());

const signIn = (password: string) => server.request.post('/api/session').send({ email: 'hana@acme.test', password });
const change = (body: { current: string; password: string }, cookie = hr) =>
  server.request.post('/api/password').set('Cookie', cookie).send(body);
const me = (cookie: string) => server.request.get('/api/session').set('Cookie', cookie);

test('a new password takes the place of the present one, and ends every other session', async () => {
  const other = cookieOf(await signIn(PASSWORD));
  expect((await change({ current: PASSWORD, password: NEXT })).status).toBe(204);
  expect([(await me(hr)).status, (await me(other)).status]).toEqual([200, 401]);
  expect((await signIn(PASSWORD)).body.code).toBe('sign-in-failed');
  expect((await signIn(NEXT)).status).toBe(200);
  const { entries } = (await server.request.get('/api/ledger').set('Cookie', hr)).body;
  expect(entries[0]).toMatchObject({ who: 'Hana', act: 'password-changed', subject: 'hana@acme.test' });
});

test('a link that waits for the account stops working with the change', async () => {
  await joined(server, hr, 'Hugo', ['hr']);
  const hugo = cookieOf(await server.request.post('/api/session').send({ email: 'hugo@acme.test', password: PASSWORD }));
  const { colleagues } = (await server.request.get('/api/colleagues').set('Cookie', hugo)).body;
  const hana = colleagues.find(({ name }: { name: string }) => name === 'Hana').id;
  const { link } = (await server.request.post(`/api/colleagues/${hana}/link`).set('Cookie', hugo)).body;
  await change({ current: PASSWORD, password: NEXT });
  const late = await server.request.post('/api/one-time-links').send({ token: tokenOf(link), password: 'another long sentence' });
  expect(late.body.code).toBe('link-spent');
});

test.each([
  ['the present one is wrong', { current: 'not the password', password: NEXT }, 401, 'sign-in-failed', 'current'],
  ['the new one is easy to guess', { current: PASSWORD, password: 'hana@acme.test' }, 400, 'password-weak', 'password'],
  ['the new one is short', { current: PASSWORD, password: 'short' }, 400, 'input-malformed', 'password'],
])('nothing changes when %s', async (_why, body, status, code, field) => {
  const other = cookieOf(await signIn(PASSWORD));
  expect((await change(body)).body).toMatchObject({ status, code, field, remedy: expect.any(String) });
  expect((await me(other)).status).toBe(200);
  expect((await signIn(PASSWORD)).status).toBe(200);
});

test('guessing the present one is stopped, and the right one waits as well', async () => {
  for (let tries = 0; tries < 10; tries += 1) await change({ current: `guess number ${tries}`, password: NEXT });
  const stopped = await change({ current: PASSWORD, password: NEXT });
  expect([stopped.status, stopped.headers['retry-after']]).toEqual([429, '900']);
  server.clock.move(900);
  expect((await change({ current: PASSWORD, password: NEXT })).status).toBe(204);
});

test('of many changes at once one is made', async () => {
  const outcomes = await Promise.all(['a', 'b', 'c', 'd'].map((letter) => change({ current: PASSWORD, password: `${NEXT} ${letter}` })));
  const statuses = outcomes.map(({ status }) => status);
  expect(statuses.filter((status) => status === 204)).toHaveLength(1);
  const [kept] = await Promise.all([signIn(`${NEXT} ${'abcd'[statuses.indexOf(204)]}`)]);
  expect(kept?.status).toBe(200);
});

test('a sign-in with the old password that is being checked meanwhile opens nothing', async () => {
  const { access } = server.stores.registrar;
  const { openSession } = access;
  // The old password was found right; before the session is there, the new one is.
  access.openSession = async (...given) => {
    access.openSession = openSession;
    expect((await change({ current: PASSWORD, password: NEXT })).status).toBe(204);
    return openSession(...given);
  };
  const late = await signIn(PASSWORD);
  expect([late.status, late.body.code, late.headers['set-cookie']]).toEqual([401, 'sign-in-failed', undefined]);
});

test('somebody who is removed while they sign in is told so, and no fault is logged', async () => {
  await joined(server, hr, 'Eli', ['executive']);
  const { access, accounts } = server.stores.registrar;
  const { openSession } = access;
  access.openSession = async (...given) => {
    access.openSession = openSession;
    const eli = await accounts.readByEmail('eli@acme.test');
    await accounts.remove(eli?.organisation ?? '', eli?.id ?? '');
    return openSession(...given);
  };
  const late = await server.request.post('/api/session').send({ email: 'eli@acme.test', password: PASSWORD });
  expect([late.status, late.body.code]).toEqual([401, 'sign-in-failed']);
  expect(server.log.lines.filter((line) => line.includes('fault'))).toEqual([]);
});

test('it is not the way round a second factor: the change asks for the password and leaves the factor on', async () => {
  const started = await server.request.post('/api/two-factor/start').set('Cookie', hr);
  await server.request
    .post('/api/two-factor')
    .set('Cookie', hr)
    .send({ code: anAuthenticator(started.body.secret).code(server.clock.now()) });
  expect((await change({ current: PASSWORD, password: NEXT })).status).toBe(204);
  expect((await signIn(NEXT)).body.code).toBe('code-needed');
});
