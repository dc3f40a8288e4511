import { aVisitor } from '../builders/cookie-jar.js';
import { aForger, CLIENT, type Forgery } from '../builders/identity-provider.js';
import { aServer, PASSWORD, setUpAcme, type TestServer } from '../builders/running-server.js';

let forger: Awaited<ReturnType<typeof aForger>>;
let server: TestServer;
beforeAll(async () => {
  forger = await aForger();
  server = await aServer({ environment: { OIDC_ISSUER: forger.issuer, ...CLIENT } });
  await setUpAcme(server);
});
afterAll(async () => {
  await server.close();
  await forger.close();
});

/** Comes back from the provider with whatever it hands out. */
async function arrive(forgery: Forgery) {
  forger.state.forgery = forgery;
  const visitor = aVisitor();
  const { at } = await visitor.open(
    `${server.url}/api/sign-on/start`,
    (url) => url.origin === server.url && !url.pathname.startsWith('/api/'),
  );
  const me = await (await visitor.ask(`${server.url}/api/session`)).json();
  return { at: at.pathname + at.search, me };
}

const ANSWERED_WITH = (status: number, type: string, text: string): Forgery => ({
  instead: (response) => response.writeHead(status, { 'Content-Type': type }).end(text),
});

const now = () => Math.floor(Date.now() / 1000);
const FORGERIES: [string, Forgery, string][] = [
  ['signed by another key', { by: 'another key' }, 'sso-refused'],
  ['signed with the client’s secret', { by: 'the client secret' }, 'sso-refused'],
  ['not signed', { by: 'nobody' }, 'sso-refused'],
  ['signed by a key that is not published', { header: { kid: 'k2' } }, 'sso-refused'],
  ['of another issuer', { claims: (honest) => ({ ...honest, iss: 'https://login.evil.test' }) }, 'sso-refused'],
  ['for another client', { claims: (honest) => ({ ...honest, aud: 'somebody else' }) }, 'sso-refused'],
  ['of another sign-in', { claims: (honest) => ({ ...honest, nonce: 'another' }) }, 'sso-refused'],
  ['of no sign-in', { claims: ({ nonce: _, ...rest }) => rest }, 'sso-refused'],
  ['that has expired', { claims: (honest) => ({ ...honest, iat: now() - 7200, exp: now() - 3600 }) }, 'sso-refused'],
  ['of nobody', { claims: ({ sub: _, ...rest }) => rest }, 'sso-refused'],
  ['that is none', ANSWERED_WITH(200, 'application/json', '{"access_token":"a","token_type":"Bearer"}'), 'sso-refused'],
  ['that is refused', ANSWERED_WITH(400, 'application/json', '{"error":"invalid_grant","error_description":"geheim"}'), 'sso-refused'],
  ['that is a page', ANSWERED_WITH(200, 'text/html', '<h1>geheim</h1>'), 'sso-unreachable'],
  ['that is a fault', ANSWERED_WITH(502, 'text/html', '<h1>geheim</h1>'), 'sso-unreachable'],
  ['on a connection that breaks', { instead: (response) => response.destroy() }, 'sso-unreachable'],
];

test('an honest ID token opens a session: the forgeries differ from it in one thing each', async () => {
  const { at, me } = await arrive({});
  expect([at, me.account.email]).toEqual(['/', 'hana@acme.test']);
});

describe('an ID token', () => {
  test.each(FORGERIES)('%s opens nothing', async (_what, forgery, refused) => {
    const before = server.log.lines.length;
    const { at, me } = await arrive(forgery);
    expect([at, me.code]).toEqual([`/sign-in?refused=${refused}`, 'sign-in-needed']);
    const logged = server.log.lines.slice(before).join('');
    expect(logged).toMatch(/"row":"finishSignOn".*identity provider: /);
    expect(logged).not.toMatch(/geheim|eyJ|hana@acme/);
  });

  test('that never comes is waited for in vain, while passwords go on', async () => {
    const waiting = arrive({ instead: () => undefined });
    const signedIn = await server.request.post('/api/session').send({ email: 'hana@acme.test', password: PASSWORD });
    expect(signedIn.status).toBe(200);
    expect((await waiting).at).toBe('/sign-in?refused=sso-unreachable');
  });

  test('is looked at again after all that: an honest one still opens a session', async () => {
    expect((await arrive({})).me.account.email).toBe('hana@acme.test');
  });
});
