import { createHash, createHmac, sign } from 'node:crypto';
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import { type AddressInfo, createServer as createSocketServer, type Socket } from 'node:net';
import type { Context, default as Provider } from 'oidc-provider';
import { rsaPair } from './key-pairs.js';
import { choiceIn, showProviderPage } from './provider-page.js';

export const CLIENT = { OIDC_CLIENT_ID: 'candour', OIDC_CLIENT_SECRET: 'a secret of the client' };

const own = rsaPair(0);
const other = rsaPair(1);

// It warns that it keeps everything in memory, which is what is wanted here, and of Node 20, on which it works.
const { default: OidcProvider } = await unwarned(() => import('oidc-provider'));

function unwarned<T>(act: () => T): T {
  const { warn } = console;
  console.warn = () => undefined;
  const made = act();
  if (made instanceof Promise) void made.finally(() => Object.assign(console, { warn }));
  else console.warn = warn;
  return made;
}

export interface Person {
  sub: string;
  email?: string;
  email_verified?: boolean | string;
}

/**
 * A certified OpenID provider on this machine. Whoever is in `signingIn` is signed in there without being asked; where it `asks`, its page does, and knows `people`.
 * As `localhost` it is another site than a server that is called 127.0.0.1.
 */
export async function aProvider({ host, asks = false }: { host?: 'localhost'; asks?: boolean } = {}) {
  const people = new Map<string, Person>();
  const state = { signingIn: undefined as string | undefined, provider: undefined as Provider | undefined };
  const who = async (request: IncomingMessage) => {
    if (!asks) return state.signingIn;
    const choice = await choiceIn(request);
    return choice === 'cancelled' ? undefined : choice.user;
  };
  const served = await serve(async (request, response) => {
    const { provider } = state;
    if (!provider) response.writeHead(503).end();
    else if (!request.url?.startsWith('/interaction/')) provider.callback()(request, response);
    else if (asks && request.method === 'GET') showProviderPage(response);
    else {
      const accountId = await who(request);
      const result = accountId ? { login: { accountId } } : { error: 'access_denied', error_description: '<b>raw text</b>' };
      void provider.interactionFinished(request, response, result);
    }
  }, host);
  return {
    ...served,
    people,
    /** Whose turn it is; undefined turns the request down. */
    signIn(person: Person | undefined) {
      if (person) people.set(person.sub, person);
      state.signingIn = person?.sub;
    },
    /** The client's redirect address is known once its server listens. */
    register(callbackAddress: string, claimsIn: 'userinfo' | 'id_token' = 'userinfo') {
      state.provider = unwarned(() => new OidcProvider(served.issuer, configuration(people, callbackAddress, claimsIn)));
    },
  };
}

function configuration(people: Map<string, Person>, callbackAddress: string, claimsIn: 'userinfo' | 'id_token') {
  return {
    clients: [{ client_id: CLIENT.OIDC_CLIENT_ID, client_secret: CLIENT.OIDC_CLIENT_SECRET, redirect_uris: [callbackAddress] }],
    jwks: { keys: [{ ...own.privateKey.export({ format: 'jwk' }), use: 'sig', alg: 'RS256', kid: 'k1' }] },
    cookies: { keys: ['k'] },
    claims: { email: ['email', 'email_verified'] },
    conformIdTokenClaims: claimsIn === 'userinfo',
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_: unknown, interaction: { uid: string }) => `/interaction/${interaction.uid}` },
    findAccount: (_: unknown, sub: string) => ({ accountId: sub, claims: () => people.get(sub) ?? { sub } }),
    ttl: { Session: 60, Grant: 60, Interaction: 60, AccessToken: 60, IdToken: 60 },
    async loadExistingGrant({ oidc }: Context & { oidc: { provider: Provider } }) {
      const grant = new oidc.provider.Grant({ clientId: oidc.client.clientId, accountId: oidc.session.accountId });
      grant.addOIDCScope('openid email');
      await grant.save();
      return grant;
    },
  };
}

type Claims = Record<string, unknown>;
/** What a forger may do to the ID token it hands out. */
export interface Forgery {
  claims?: (honest: Claims) => Claims;
  header?: Claims;
  /** Signs with a key that is not the one it publishes, with the client's secret, or not at all. */
  by?: 'another key' | 'the client secret' | 'nobody';
  /** Answers the token request with this instead. */
  instead?: (response: ServerResponse) => void;
}

/** A provider that answers as it is told to: honestly, unless `forgery` says otherwise. */
export async function aForger() {
  const state: { forgery: Forgery; person: Person; nonces: Map<string, string> } = {
    ...{ forgery: {}, person: { sub: 'hana', email: 'hana@acme.test', email_verified: true }, nonces: new Map() },
  };
  const answers: Record<string, RequestListener> = {
    '/.well-known/openid-configuration': (_, response) => json(response, metadata(served.issuer)),
    '/jwks': (_, response) =>
      json(response, { keys: [{ ...own.publicKey.export({ format: 'jwk' }), kid: 'k1', use: 'sig', alg: 'RS256' }] }),
    '/authorize': (request, response) => {
      const asked = new URL(request.url ?? '', served.issuer).searchParams;
      const code = createHash('sha256').update(String(asked)).digest('hex');
      state.nonces.set(code, asked.get('nonce') ?? '');
      const back = new URL(asked.get('redirect_uri') ?? '');
      back.search = String(new URLSearchParams({ code, state: asked.get('state') ?? '' }));
      response.writeHead(303, { Location: back.href }).end();
    },
    '/token': async (request, response) => {
      const { forgery, person, nonces } = state;
      const code = new URLSearchParams(await bodyOf(request)).get('code') ?? '';
      if (forgery.instead) return forgery.instead(response);
      const now = Math.floor(Date.now() / 1000);
      const honest = { iss: served.issuer, aud: CLIENT.OIDC_CLIENT_ID, iat: now, exp: now + 60, nonce: nonces.get(code), ...person };
      const idToken = jwt(forgery, forgery.claims?.(honest) ?? honest);
      json(response, { access_token: 'a', token_type: 'Bearer', id_token: idToken });
    },
  };
  const served = await serve((request, response) => {
    const { pathname } = new URL(request.url ?? '', 'http://x');
    const answer = answers[pathname];
    if (answer) answer(request, response);
    else response.writeHead(404).end();
  });
  return { ...served, state };
}

function metadata(issuer: string) {
  const at = (path: string) => `${issuer}${path}`;
  return {
    ...{ issuer, authorization_endpoint: at('/authorize'), token_endpoint: at('/token'), jwks_uri: at('/jwks') },
    ...{
      response_types_supported: ['code'],
      subject_types_supported: ['public'],
      token_endpoint_auth_methods_supported: ['client_secret_post'],
    },
    // It claims to know every algorithm, so that none is refused for its name alone.
    id_token_signing_alg_values_supported: ['RS256', 'HS256', 'none'],
  };
}

function jwt({ by, header }: Forgery, claims: Claims): string {
  const alg = by === 'nobody' ? 'none' : by === 'the client secret' ? 'HS256' : 'RS256';
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const signed = `${part({ alg, kid: 'k1', ...header })}.${part(claims)}`;
  if (by === 'nobody') return `${signed}.`;
  if (by === 'the client secret') return `${signed}.${createHmac('sha256', CLIENT.OIDC_CLIENT_SECRET).update(signed).digest('base64url')}`;
  return `${signed}.${sign('sha256', Buffer.from(signed), by === 'another key' ? other.privateKey : own.privateKey).toString('base64url')}`;
}

/** Takes connections and never says a word, until it is told what to say. */
export async function aSilentProvider() {
  const sockets = new Set<Socket>();
  let requests = 0;
  // Counted by what is asked: some Nodes open a connection in advance once another was given up.
  const server = createSocketServer((socket) => {
    sockets.add(socket.on('error', () => undefined).once('data', () => (requests += 1)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const close = async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  };
  return { issuer: `http://127.0.0.1:${port}`, asked: () => requests, close };
}

async function serve(listener: RequestListener, host = '127.0.0.1') {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const close = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { issuer: `http://${host}:${port}`, close };
}

function json(response: ServerResponse, value: unknown): void {
  response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify(value));
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  return text;
}
