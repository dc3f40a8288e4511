import { makeRecoveryLink } from '#server/accounts/recover.js';
import { codeOf, stepAt } from '#server/accounts/totp.js';
import { aVisitor } from '../builders/cookie-jar.js';
import { aProvider, aSilentProvider, CLIENT, type Person } from '../builders/identity-provider.js';
import { aServer, joined, PASSWORD, setUpAcme, type TestServer, tokenOf } from '../builders/running-server.js';

const HANA: Person = { sub: 'hana-at-work', email: 'Hana@Acme.test', email_verified: true };

let provider: Awaited<ReturnType<typeof aProvider>>;
let server: TestServer;
let hr: string;

beforeEach(async () => {
  provider = await aProvider();
  server = await aServer({ environment: { OIDC_ISSUER: provider.issuer, OIDC_NAME: 'Acme login', ...CLIENT } });
  provider.register(`${server.url}/api/sign-on/callback`);
  hr = await setUpAcme(server);
});
afterEach(async () => {
  await server.close();
  await provider.close();
});

/** Signs in at the provider as this person, in a browser of their own, and says where that leads. */
async function arrive(person: Person | undefined, visitor = aVisitor(), to = '') {
  provider.signIn(person);
  const { at, way } = await visitor.open(`${server.url}/api/sign-on/start${to}`, isPage);
  const me = await (await visitor.ask(`${server.url}/api/session`)).json();
  return { at: at.pathname + at.search, way, me, visitor };
}
const isPage = ({ origin, pathname }: URL) => origin === server.url && !pathname.startsWith('/api/');

const ledger = async () => {
  const { body } = await server.request.get('/api/ledger').set('Cookie', hr);
  return (body.entries as { act: string; who: string; subject: string }[]).map(({ act, subject }) => `${act} ${subject}`);
};

describe('somebody with an account', () => {
  test('signs in by the identity provider, and lands on the page they asked for', async () => {
    const { at, me, way } = await arrive(HANA, aVisitor(), `?to=${encodeURIComponent('/rounds/new?step=2')}`);
    expect(at).toBe('/rounds/new?step=2');
    expect(me).toMatchObject({ account: { email: 'hana@acme.test', password: true, signOn: true }, roles: ['hr'] });
    const asked = way.find(({ pathname }) => pathname === '/auth')?.searchParams;
    expect(asked?.get('code_challenge_method')).toBe('S256');
    expect(asked?.get('scope')).toBe('openid email');
    expect(Number(asked?.get('state')?.length) + Number(asked?.get('nonce')?.length)).toBe(86);
    expect(await ledger()).toContain('sign-on-bound hana@acme.test');
  });

  test('is told by the server that there is one, by name', async () => {
    expect((await server.request.get('/api/sign-on')).body).toEqual({ name: 'Acme login' });
  });

  test('is known by an address that stands in the ID token as well', async () => {
    provider.register(`${server.url}/api/sign-on/callback`, 'id_token');
    expect((await arrive(HANA)).me.account.email).toBe('hana@acme.test');
  });

  test('keeps it when their address changes over there, and is bound in the ledger once', async () => {
    await arrive(HANA);
    const renamed = await arrive({ sub: HANA.sub, email: 'hana.new@acme.test', email_verified: true });
    expect(renamed.me.account.email).toBe('hana@acme.test');
    const without = await arrive({ sub: HANA.sub });
    expect(without.me.account.email).toBe('hana@acme.test');
    expect((await ledger()).filter((act) => act.startsWith('sign-on-bound'))).toHaveLength(1);
  });

  test('is asked by the provider anew where they come as somebody else', async () => {
    const promptOf = async (query: string) => {
      const reply = await server.request.get(`/api/sign-on/start${query}`);
      return new URL(reply.headers.location ?? '').searchParams.get('prompt');
    };
    expect([await promptOf('?as=somebody-else'), await promptOf(''), await promptOf('?as=none')]).toEqual(['login', null, null]);
  });

  test('is led to no other site afterwards', async () => {
    for (const to of [
      'https://evil.test/',
      '//evil.test/',
      '/\\evil.test',
      '/%09//evil.test',
      'javascript:alert(1)',
      `/${'x'.repeat(900)}`,
    ]) {
      const { way, at } = await arrive(HANA, aVisitor(), `?to=${encodeURIComponent(to)}`);
      expect([...way.map(({ hostname }) => hostname), at]).not.toContain('evil.test');
      expect(new URL(at, server.url).origin).toBe(server.url);
    }
  });
});

describe('whoever has no account gets none', () => {
  const refusals: [string, Person | undefined, string][] = [
    ['an address that nobody invited', { sub: 'x', email: 'stranger@acme.test', email_verified: true }, 'sso-unknown'],
    ['an address that is not verified', { ...HANA, email_verified: false }, 'sso-unverified'],
    ['an address of which the provider does not say whether it is', { sub: HANA.sub, email: 'hana@acme.test' }, 'sso-unverified'],
    ['no address at all', { sub: HANA.sub }, 'sso-unverified'],
    ['a request that was turned down', undefined, 'sso-refused'],
  ];
  test.each(refusals)('with %s', async (_what, person, refused) => {
    const { at, me, visitor } = await arrive(person);
    expect(at).toBe(`/sign-in?refused=${refused}`);
    expect(me.code).toBe('sign-in-needed');
    expect([...(visitor.jars.get(new URL(server.url).host)?.keys() ?? [])]).toEqual([]);
    expect((await server.request.get('/api/colleagues').set('Cookie', hr)).body.colleagues).toHaveLength(1);
  });

  test('and what the provider writes goes nowhere', async () => {
    const { way, at } = await arrive(undefined);
    expect(String(way.at(-1))).toContain('raw');
    expect(at).not.toContain('raw');
    expect(server.log.lines.join('')).not.toContain('raw text');
  });
});

describe('an account belongs to one person at the provider', () => {
  test('an address that was given to somebody else since takes over nothing', async () => {
    await arrive(HANA);
    const { at, me } = await arrive({ sub: 'new-hire', email: 'hana@acme.test', email_verified: true });
    expect([at, me.code]).toEqual(['/sign-in?refused=sso-other-identity', 'sign-in-needed']);
  });

  test('two people whose addresses are swapped keep their own accounts', async () => {
    await joined(server, hr, 'Eli', ['executive']);
    const eli: Person = { sub: 'eli-at-work', email: 'eli@acme.test', email_verified: true };
    await arrive(HANA);
    await arrive(eli);
    expect((await arrive({ ...HANA, email: 'eli@acme.test' })).me.account.name).toBe('Hana');
    expect((await arrive({ ...eli, email: 'hana@acme.test' })).me.account.name).toBe('Eli');
  });

  test('until whoever runs the server releases it', async () => {
    await arrive(HANA);
    const recovery = await makeRecoveryLink(server.accountNeeds, 'hana@acme.test');
    await server.request.post('/api/one-time-links').send({ token: tokenOf(recovery?.link), password: PASSWORD });
    expect((await arrive({ sub: 'hana-anew', email: 'hana@acme.test', email_verified: true })).me.account.name).toBe('Hana');
    expect((await arrive(HANA)).at).toBe('/sign-in?refused=sso-other-identity');
  });
});

describe('somebody who was invited and has not come', () => {
  const EVE: Person = { sub: 'eve-at-work', email: 'eve@acme.test', email_verified: true };

  test('joins by the identity provider, and the invitation link is spent with that', async () => {
    const invited = await server.request
      .post('/api/colleagues')
      .set('Cookie', hr)
      .send({ name: 'Eve', email: 'eve@acme.test', roles: ['steward'] });
    const { me } = await arrive(EVE);
    expect(me).toMatchObject({ account: { name: 'Eve', password: false, signOn: true }, roles: ['steward'] });
    const late = await server.request.post('/api/one-time-links').send({ token: tokenOf(invited.body.link), password: PASSWORD });
    expect(late.body.code).toBe('link-spent');
    const { colleagues } = (await server.request.get('/api/colleagues').set('Cookie', hr)).body;
    expect(colleagues.find(({ name }: { name: string }) => name === 'Eve').state).toBe('active');
    expect(await ledger()).toContain('colleague-joined eve@acme.test');
  });
});

describe('an account with a second factor', () => {
  let secret: Uint8Array;
  const code = () => codeOf(secret, stepAt(server.clock.now()));

  beforeEach(async () => {
    secret = new Uint8Array(20).fill(7);
    const random = server.accountNeeds.random;
    server.accountNeeds.random = (bytes) => (bytes === 20 ? secret : random(bytes));
    await server.request.post('/api/two-factor/start').set('Cookie', hr);
    server.accountNeeds.random = random;
    expect((await server.request.post('/api/two-factor').set('Cookie', hr).send({ code: code() })).status).toBe(204);
    server.clock.move(60);
  });

  test('asks for it whoever vouches for its holder, and is bound only by the right code', async () => {
    const { at, me, visitor } = await arrive(HANA);
    expect([at, me.code]).toEqual(['/sign-in?refused=code-needed', 'sign-in-needed']);
    const confirm = (digits: string) => visitor.post(`${server.url}/api/sign-on/code`, { code: digits });
    expect(await (await confirm('000000')).json()).toMatchObject({ code: 'sign-in-failed', field: 'code' });
    expect((await server.stores.registrar.accounts.readByEmail('hana@acme.test'))?.oidcSubject).toBeNull();
    const right = code();
    expect(await (await confirm(right)).json()).toMatchObject({ account: { name: 'Hana', signOn: true } });
    expect((await (await visitor.ask(`${server.url}/api/session`)).json()).account.name).toBe('Hana');
    // The way in is used up; the code is, too.
    expect((await (await confirm(right)).json()).code).toBe('sso-expired');
    const again = await arrive(HANA);
    expect((await (await again.visitor.post(`${server.url}/api/sign-on/code`, { code: right })).json()).code).toBe('sign-in-failed');
  });

  test('asks in time, and nobody who was not vouched for', async () => {
    const { visitor } = await arrive(HANA);
    server.clock.move(5 * 60);
    expect((await (await visitor.post(`${server.url}/api/sign-on/code`, { code: code() })).json()).code).toBe('sso-expired');
    const stranger = await aVisitor().post(`${server.url}/api/sign-on/code`, { code: code() });
    expect((await stranger.json()).code).toBe('sso-expired');
  });
});

describe('a callback', () => {
  const callbackOf = async (visitor = aVisitor()) => {
    provider.signIn(HANA);
    const { at } = await visitor.open(`${server.url}/api/sign-on/start`, ({ pathname }) => pathname === '/api/sign-on/callback');
    return { at, visitor };
  };
  const where = async (visitor: ReturnType<typeof aVisitor>, at: URL) => (await visitor.ask(at)).headers.get('Location');

  test('works once', async () => {
    const { at, visitor } = await callbackOf();
    const jar = structuredClone(visitor.jars.get(at.host));
    expect(await where(visitor, at)).toBe('/');
    // The cookie as well as the address, as somebody would have who copied both.
    visitor.jars.set(at.host, jar ?? new Map());
    expect(await where(visitor, at)).toBe('/sign-in?refused=sso-expired');
  });

  test('that comes four times at once opens one session', async () => {
    const { at, visitor } = await callbackOf();
    const led = await Promise.all([1, 2, 3, 4].map(() => where(visitor, at)));
    expect(led.sort()).toEqual(['/', ...Array(3).fill('/sign-in?refused=sso-expired')]);
  });

  test('is of no use in another browser, or to one that began a sign-in of its own', async () => {
    const { at } = await callbackOf();
    expect(await where(aVisitor(), at)).toBe('/sign-in?refused=sso-expired');
    const { visitor } = await callbackOf();
    expect(await where(visitor, at)).toBe('/sign-in?refused=sso-expired');
  });

  test.each(['state', 'code'])('without its %s, or with another, opens nothing', async (name) => {
    for (const change of [(at: URL) => at.searchParams.delete(name), (at: URL) => at.searchParams.set(name, 'another')]) {
      const { at, visitor } = await callbackOf();
      change(at);
      expect(await where(visitor, at)).toMatch(/^\/sign-in\?refused=sso-(expired|refused)$/);
      expect((await (await visitor.ask(`${server.url}/api/session`)).json()).code).toBe('sign-in-needed');
    }
  });

  test('that comes too late opens nothing', async () => {
    const { at, visitor } = await callbackOf();
    server.clock.move(10 * 60);
    expect(await where(visitor, at)).toBe('/sign-in?refused=sso-expired');
  });

  test('keeps its secrets where no script, other site or ballot route sees them', async () => {
    provider.signIn(HANA);
    const reply = await aVisitor().ask(`${server.url}/api/sign-on/start`);
    const [cookie = ''] = reply.headers.getSetCookie();
    expect(cookie).toMatch(/^candour_sign_on=[\w-]+; Path=\/api; Expires=.*; HttpOnly; SameSite=Lax$/);
    const state = new URL(reply.headers.get('Location') ?? '').searchParams.get('state');
    expect(Buffer.from(cookie, 'base64url').includes(String(state))).toBe(false);
    expect(reply.headers.get('Cache-Control')).toBe('no-store');
  });
});

test('who tries too often waits', async () => {
  const start = () => server.request.get('/api/sign-on/start');
  for (let tries = 0; tries < 200; tries += 1) await start();
  expect((await start()).headers.location).toBe('/sign-in?refused=too-many-tries');
  server.clock.move(16 * 60);
  expect((await start()).headers.location).toContain(provider.issuer);
});

test('a server without an identity provider has no such way in', async () => {
  const plain = await aServer();
  expect((await plain.request.get('/api/sign-on')).body).toEqual({ name: null });
  for (const path of ['start', 'callback?code=a&state=b'])
    expect((await plain.request.get(`/api/sign-on/${path}`)).headers.location).toBe('/sign-in?refused=sso-off');
  await plain.close();
});

describe('a provider that says nothing', () => {
  test('neither keeps the server from starting nor anybody from their password, and is asked again once it talks', async () => {
    const silent = await aSilentProvider();
    const patient = await aServer({ environment: { OIDC_ISSUER: silent.issuer, ...CLIENT } });
    await setUpAcme(patient);
    expect(silent.asked()).toBe(0);
    const waiting = [1, 2, 3].map(() => patient.request.get('/api/sign-on/start').then(({ headers }) => headers.location));
    const signedIn = await patient.request.post('/api/session').send({ email: 'hana@acme.test', password: PASSWORD });
    expect(signedIn.status).toBe(200);
    expect(await Promise.all(waiting)).toEqual(Array(3).fill('/sign-in?refused=sso-unreachable'));
    expect(silent.asked()).toBe(1);
    await patient.request.get('/api/sign-on/start');
    expect(silent.asked()).toBe(2);
    expect(patient.log.lines.join('')).toMatch(/"row":"finishSignOn".*identity provider: .*OAUTH_TIMEOUT/);
    await patient.close();
    await silent.close();
  });
});
