import { rm, symlink } from 'node:fs/promises';
import { createConnection } from 'node:net';
import { join } from 'node:path';
import { StoreUnavailable } from '#server/storage/port/store-unavailable.js';
import { aServer, joined, KEPT_OPEN, PASSWORD, setUpAcme, type TestServer } from '../builders/running-server.js';

let server: TestServer;
let hr: string;
beforeAll(async () => {
  server = await aServer();
  hr = await setUpAcme(server);
});
afterAll(() => server.close());

const signIn = () => server.request.post('/api/session');

describe('another site’s page cannot act with a session', () => {
  const invite = (origin?: string) => {
    const request = server.request.post('/api/colleagues').set('Cookie', hr);
    return (origin ? request.set('Origin', origin) : request).send({ name: 'E', email: 'e@acme.test', roles: ['hr', 'steward'] });
  };

  test.each(['https://evil.test', 'null', 'http://127.0.0.1:1'])('from %s', async (origin) => {
    expect((await invite(origin)).body).toMatchObject({ status: 403, code: 'origin-refused' });
  });

  test('while its own page can', async () => {
    expect((await invite(server.url)).body.code).toBe('roles-conflict');
  });

  test('nor one that came without TLS under the name of a site that has it, from whoever was on the way', async () => {
    const behindTls = await aServer({ environment: { BASE_URL: 'https://candour.acme.test' } });
    const signInFrom = async (origin: string) =>
      behindTls.request.post('/api/session').set('Host', 'candour.acme.test').set('Origin', origin).send({ email: 'x' });
    expect((await signInFrom('http://candour.acme.test')).body).toMatchObject({ status: 403, code: 'origin-refused' });
    expect((await signInFrom('https://candour.acme.test')).body.code).toBe('input-malformed');
    await behindTls.close();
  });

  test('nor sign anybody in', async () => {
    const reply = await signIn().set('Origin', 'https://evil.test').send({ email: 'hana@acme.test', password: PASSWORD });
    expect([reply.status, reply.headers['set-cookie']]).toEqual([403, undefined]);
  });
});

describe('bad input', () => {
  test.each([
    ['broken JSON', '{"email": ', 'application/json', 400, 'input-malformed'],
    ['no JSON', 'email=x', 'application/x-www-form-urlencoded', 400, 'input-malformed'],
    ['JSON of another form', '[1, 2]', 'application/json', 400, 'input-malformed'],
    ['a foreign charset', '{}', 'application/json; charset=koi8-r', 400, 'input-malformed'],
    ['too much', JSON.stringify({ email: 'x'.repeat(300_000) }), 'application/json', 413, 'input-too-large'],
  ])('%s is a clear refusal', async (_what, body, type, status, code) => {
    const reply = await signIn().set('Content-Type', type).send(body);
    expect(reply.headers['content-type']).toMatch('application/problem+json');
    expect(reply.body).toMatchObject({ type: 'about:blank', status, code, remedy: expect.any(String) });
  });

  test('names every field that is wrong', async () => {
    const reply = await signIn().send({ email: 'nobody', code: '12' });
    expect(reply.body.problems.map(({ field }: { field: string }) => field)).toEqual(['email', 'password', 'code']);
  });

  test('who may not call is told so before the body is read', async () => {
    const reply = await server.request.post('/api/colleagues').set('Content-Type', 'application/json').send('{"broken');
    expect(reply.body.code).toBe('sign-in-needed');
  });

  test('an upload that nobody wants does not keep the connection', async () => {
    const answer = await raw(`POST /api/colleagues HTTP/1.1\r\nHost: x\r\nContent-Length: 9000000\r\n\r\n{"name"`);
    expect(answer).toMatch(/^HTTP\/1\.1 401 /);
    expect(answer).toMatch(/\r\nConnection: close\r\n/i);
  });

  test.each(['/api/nothing', '/ballot/nothing', '/api/%', '/api/session/'])('%s is not there', async (path) => {
    expect((await server.request.get(path).set('Cookie', hr)).body).toMatchObject({ status: 404, code: 'not-found' });
  });
});

describe('replies', () => {
  test('hold what the contract names and no password, secret or hash', async () => {
    const { text } = await server.request.get('/api/colleagues').set('Cookie', hr);
    expect(text).not.toMatch(/scrypt|password|twoFactor|organisation/);
  });

  test('of the API stay in no cache', async () => {
    expect((await server.request.get('/api/session').set('Cookie', hr)).headers['cache-control']).toBe('no-store');
  });

  test('a fault says nothing about itself to the caller, and is logged without address, cookie or body', async () => {
    const { organisations } = server.stores.registrar;
    const list = organisations.list;
    organisations.list = () => Promise.reject(new Error('inside'));
    const reply = await server.request.get('/api/setup').set('Cookie', hr);
    organisations.list = list;
    expect(reply.body).toMatchObject({ status: 500, code: 'internal-fault' });
    expect(reply.text).not.toMatch('inside');
    const logged = server.log.lines.join('');
    expect(logged).toMatch(/"row":"readSetup".*inside/);
    expect(logged).not.toMatch(/127\.0\.0\.1|candour_session/);
  });
});

test('a store that is away is 503 with the time to wait, and says that nothing was changed', async () => {
  const { organisations } = server.stores.registrar;
  const list = organisations.list;
  organisations.list = () => Promise.reject(new StoreUnavailable(new Error('disk')));
  const reply = await server.request.get('/api/setup');
  organisations.list = list;
  expect([reply.status, reply.body.code, reply.headers['retry-after']]).toEqual([503, 'store-unavailable', '5']);
});

describe('ballot routes', () => {
  const session = () => ({ Cookie: hr });

  test('answer on a connection of their own, kept nowhere', async () => {
    for (const path of ['/ballot/manifests/xyz', '/ballot/nothing']) {
      const { headers } = await server.request.get(path).set(KEPT_OPEN);
      expect(headers).toMatchObject({ connection: 'close', 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' });
      expect(headers.etag).toBeUndefined();
      expect(headers['set-cookie']).toBeUndefined();
    }
  });

  test('leave no line in the log', async () => {
    const before = server.log.lines.length;
    await server.request.post('/ballot/cast').send({});
    await server.request.post('/ballot/cast').set(session()).send({});
    await server.request.get('/b/abc');
    expect(server.log.lines).toHaveLength(before);
  });

  test('date a fault to the day, and leave out its text: it could say what was sent, and when', async () => {
    const { rounds } = server.stores.registrar;
    const byManifest = rounds.byManifest;
    rounds.byManifest = () => Promise.reject(new Error('token 0123'));
    const before = server.log.lines.length;
    const reply = await server.request.get(`/ballot/manifests/${'0'.repeat(64)}`).set(KEPT_OPEN);
    rounds.byManifest = byManifest;
    expect([reply.status, reply.headers.connection]).toEqual([500, 'close']);
    const line = JSON.parse(server.log.lines[before] ?? '');
    expect(line).toMatchObject({ day: '2026-03-02', row: 'readManifest', where: expect.arrayContaining(['Error']) });
    expect(Object.keys(line).sort()).toEqual(['day', 'hostname', 'level', 'msg', 'pid', 'row', 'where']);
    expect(JSON.stringify(line)).not.toMatch('0123');
  });

  test.each(['/ballot/collect', '/ballot/cast', '/ballot/not-me'])('%s refuses a cookie', async (path) => {
    expect((await server.request.post(path).set('Cookie', 'parent=1').send({})).body.code).toBe('cookie-refused');
    expect((await server.request.post(path).send({})).body.code).toBe('input-malformed');
  });

  test('reading ignores one: a parent domain’s cookie locks nobody out', async () => {
    expect((await server.request.get('/ballot/manifests/xyz').set('Cookie', 'parent=1')).body.code).toBe('input-malformed');
    expect((await server.request.post('/ballot/invitation').set('Cookie', 'parent=1').send({})).body.code).toBe('input-malformed');
    expect((await server.request.get('/b').set('Cookie', 'parent=1')).text).toMatch('ballot');
  });
});

describe('pages', () => {
  test.each(['/b', '/b/', '/b/0123', '/check'])('%s is the ballot page', async (path) => {
    const { text, headers } = await server.request.get(path);
    expect(text).toMatch('ballot');
    expect(headers).toMatchObject({ 'cache-control': 'no-cache', 'referrer-policy': 'no-referrer' });
  });

  test.each(['/', '/rounds/new', '/join', '/start.page'])('%s is the office', async (path) => {
    expect((await server.request.get(path)).text).toMatch('office');
  });

  test('allow nothing inline, no other host and no frame', async () => {
    const policy = (await server.request.get('/')).headers['content-security-policy'];
    expect(policy?.split(';').sort()).toEqual([
      "base-uri 'none'",
      "connect-src 'self'",
      "default-src 'self'",
      "font-src 'self'",
      "form-action 'self'",
      "frame-ancestors 'none'",
      "img-src 'self' data:",
      "object-src 'none'",
      "script-src 'self'",
      "style-src 'self'",
    ]);
  });

  test.each([
    ['gzip, deflate, br', 'br'],
    ['gzip', 'gzip'],
    ['br;q=0, gzip', 'gzip'],
    ['identity', undefined],
  ])('assets for "%s" are compressed with %s, and are kept for ever', async (accepted, encoding) => {
    const reply = await server.request.get('/assets/main-1a2b.js').set('Accept-Encoding', accepted);
    expect(reply.headers['content-encoding']).toBe(encoding);
    expect(reply.headers['cache-control']).toBe('public, max-age=31536000, immutable');
    expect(Number(reply.headers['content-length'])).toBeLessThan(encoding ? 200 : 5000);
    const again = await server.request.get('/assets/main-1a2b.js').set('If-None-Match', String(reply.headers.etag));
    expect(again.status).toBe(304);
  });

  test.each([
    '/assets/../../data/session-secret',
    '/assets/%2e%2e/%2e%2e/data/session-secret',
    '/..%2fdata%2fsession-secret',
    '/assets/gone.js',
  ])('%s leads nowhere', async (path) => {
    const answer = await raw(`GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);
    expect(answer).not.toMatch(server.config.sessionSecret);
    expect(answer).toMatch(/^HTTP\/1\.1 (404|200) /);
    if (answer.startsWith('HTTP/1.1 200')) expect(answer).toMatch('office');
  });

  test('that are there and cannot be read are a fault that whoever runs the server finds in the log, not a page that is not there', async () => {
    const damaged = await aServer();
    const page = join(damaged.config.dataDir, '..', 'client', 'index.html');
    await rm(page);
    await symlink(page, page);
    const reply = await damaged.request.get('/');
    expect([reply.status, reply.body.code]).toEqual([500, 'internal-fault']);
    expect(damaged.log.lines.join('')).toContain('client-pages');
    await damaged.close();
  });

  test('of a round under way are those that were kept at its launch', async () => {
    await server.stores.registrar.clientFiles.keep('v1', [{ path: 'assets/old.js', content: Buffer.from('let old;') }]);
    const reply = await server.request.get('/b/v/v1/assets/old.js');
    expect([reply.status, reply.text, reply.headers['content-type']]).toEqual([200, 'let old;', 'text/javascript; charset=utf-8']);
    expect((await server.request.get('/b/v/v1/assets/new.js')).status).toBe(404);
    expect((await server.request.get('/b/v/v2/assets/old.js')).status).toBe(404);
  });
});

describe('behind TLS', () => {
  let secure: TestServer;
  beforeAll(async () => {
    secure = await aServer({ environment: { BASE_URL: 'https://candour.test', TRUST_PROXY: '1' } });
    await setUpAcme(secure);
  });
  afterAll(() => secure.close());

  test('the cookie is for TLS alone', async () => {
    const reply = await secure.request
      .post('/api/session')
      .set('Origin', 'https://candour.test')
      .send({ email: 'hana@acme.test', password: PASSWORD });
    expect((reply.headers['set-cookie'] as unknown as string[])[0]).toMatch(/; Secure;/);
  });

  test('browsers are told to stay with TLS, and links lead to the address that people know', async () => {
    const { headers } = await secure.request.get('/');
    expect(headers['strict-transport-security']).toBeDefined();
    expect(headers['content-security-policy']).toMatch('upgrade-insecure-requests');
    expect(secure.setupLink).toMatch(/^https:\/\/candour\.test\/setup#/);
  });
});

test('another organisation’s people and ledger are out of reach', async () => {
  const eli = await joined(server, hr, 'Eli', ['steward']);
  await server.stores.registrar.ledger.enter({
    organisation: 'elsewhere000',
    at: '2026-03-03T00:00:00.000Z',
    who: 'X',
    act: 'a',
    subject: 's',
    reason: null,
  });
  expect((await server.request.get('/api/ledger').set('Cookie', eli)).text).not.toMatch('"X"');
});

/** What supertest would tidy up: the bytes as they are sent and come back. */
function raw(text: string): Promise<string> {
  const { port } = new URL(server.url);
  return new Promise((resolve, reject) => {
    let answer = '';
    const socket = createConnection(Number(port), '127.0.0.1', () => socket.write(text));
    socket.on('data', (bytes) => {
      answer += String(bytes);
    });
    socket.on('close', () => resolve(answer));
    socket.on('error', reject);
  });
}
