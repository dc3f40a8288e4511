import * as oidc from 'openid-client';
import { Refusal } from '#shared/contract/refusal.js';
import type { OidcConfig } from '../config.js';

/** Secrets of one sign-in: what comes back must answer to them. Each has 256 random bits. */
export interface SignOnSecrets {
  state: string;
  nonce: string;
  /** PKCE's code verifier (RFC 7636). */
  verifier: string;
}

/** Somebody, as the provider vouches for them. */
export interface Identity {
  /** Issuer and subject, joined by a space: who it is for good, whatever becomes of the address. */
  subject: string;
  /** Lower case; undefined where the provider names none that it has verified. */
  email: string | undefined;
}

/** What the browser came back with. */
export type Callback = { code?: string | undefined; state?: string | undefined; iss?: string | undefined; error?: string | undefined };

export interface IdentityProvider {
  name: string;
  /** Where the browser goes to sign in; `anew`: also somebody who is signed in there. Refuses (`sso-unreachable`) after 5 s at most. */
  signInAddress(secrets: SignOnSecrets, anew: boolean): Promise<string>;
  /** Who came back, every signature and claim checked. Refuses (`sso-refused`, `sso-unreachable`), after 10 s at most. */
  identify(callback: Callback, secrets: SignOnSecrets): Promise<Identity>;
}

export interface ProviderNeeds {
  /** Where the provider sends the browser back to. */
  callbackAddress: string;
  /** Told of what only the operator can mend; holds no code, token or address. */
  failed(fault: Error): void;
}

/** A provider that does not answer must not keep anybody waiting for longer than a person waits. */
const REQUEST_SECONDS = 5;
const IDENTIFY_SECONDS = 10;

/** The provider is asked about itself at the first sign-in, and again after it failed: whether it answers or not, the server starts. */
export function identityProvider(config: OidcConfig, { callbackAddress, failed }: ProviderNeeds): IdentityProvider {
  let known: Promise<oidc.Configuration> | undefined;
  const provider = () => {
    known ??= discover(config).catch((fault: unknown) => {
      known = undefined;
      failed(wordsOf(fault));
      throw unreachable();
    });
    return known;
  };
  return {
    name: config.name,
    signInAddress: async (secrets, anew) => signInAddress(await provider(), callbackAddress, secrets, anew),
    identify: async (callback, secrets) => {
      const its = await provider();
      try {
        return await within(IDENTIFY_SECONDS, identify(its, backAt(callbackAddress, callback), secrets));
      } catch (fault) {
        // Somebody who changed their mind over there is no fault; a provider that changed its keys or addresses is asked anew.
        if (!saidNo(fault)) known = undefined;
        if (!(fault instanceof oidc.AuthorizationResponseError && fault.error === 'access_denied')) failed(wordsOf(fault));
        throw isAway(fault) ? unreachable() : new Refusal('sso-refused', { remedy: 'Sign in there again, or use your password.' });
      }
    },
  };
}

function discover({ issuer, clientId, clientSecret }: OidcConfig): Promise<oidc.Configuration> {
  const server = new URL(issuer);
  // Without the first, an ID token's signature is not looked at: TLS alone would vouch for it.
  const execute = [oidc.enableNonRepudiationChecks, ...(server.protocol === 'http:' ? [oidc.allowInsecureRequests] : [])];
  return oidc.discovery(server, clientId, undefined, clientSecretBy(clientSecret), { execute, timeout: REQUEST_SECONDS });
}

/** In the way the provider asks for; the header where it does not say (OpenID Connect Core, section 9). */
function clientSecretBy(secret: string): oidc.ClientAuth {
  const header = oidc.ClientSecretBasic(secret);
  const body = oidc.ClientSecretPost(secret);
  return (server, ...request) => {
    const ways = server.token_endpoint_auth_methods_supported ?? ['client_secret_basic'];
    return (ways.includes('client_secret_basic') ? header : body)(server, ...request);
  };
}

async function signInAddress(
  its: oidc.Configuration,
  callbackAddress: string,
  { state, nonce, verifier }: SignOnSecrets,
  anew: boolean,
): Promise<string> {
  const pkce = { code_challenge: await oidc.calculatePKCECodeChallenge(verifier), code_challenge_method: 'S256' };
  const asking = { ...{ scope: 'openid email', state, nonce }, ...pkce, ...(anew ? { prompt: 'login' } : {}) };
  return oidc.buildAuthorizationUrl(its, { redirect_uri: callbackAddress, ...asking }).href;
}

async function identify(its: oidc.Configuration, back: URL, { state, nonce, verifier }: SignOnSecrets): Promise<Identity> {
  const checks = { expectedState: state, expectedNonce: nonce, pkceCodeVerifier: verifier, idTokenExpected: true };
  const tokens = await oidc.authorizationCodeGrant(its, back, checks);
  const claims = tokens.claims();
  if (!claims) throw new Error('an ID token that is not there');
  // Many providers tell the address at the userinfo endpoint alone (OpenID Connect Core, section 5.4).
  const about = claims.email === undefined ? await userInfo(its, tokens.access_token, claims.sub) : claims;
  return { subject: `${claims.iss} ${claims.sub}`, email: verifiedEmail(about) };
}

async function userInfo(its: oidc.Configuration, accessToken: string, subject: string): Promise<Claims> {
  return its.serverMetadata().userinfo_endpoint === undefined ? {} : oidc.fetchUserInfo(its, accessToken, subject);
}

type Claims = Readonly<Record<string, unknown>>;

/** Some providers write the boolean as a text. */
function verifiedEmail({ email, email_verified: verified }: Claims): string | undefined {
  return typeof email === 'string' && (verified === true || verified === 'true') ? email.trim().toLowerCase() : undefined;
}

function backAt(callbackAddress: string, callback: Callback): URL {
  const back = new URL(callbackAddress);
  for (const [name, value] of Object.entries(callback)) if (value !== undefined) back.searchParams.set(name, value);
  return back;
}

/** Gives up waiting; what is under way ends by its own limit. */
async function within<T>(seconds: number, work: Promise<T>): Promise<T> {
  const signal = AbortSignal.timeout(seconds * 1000);
  const late = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
  return Promise.race([work, late]);
}

function saidNo(fault: unknown): boolean {
  return fault instanceof oidc.AuthorizationResponseError || fault instanceof oidc.ResponseBodyError;
}

/** What openid-client calls an answer that is none. */
const NO_ANSWER = ['OAUTH_TIMEOUT', 'OAUTH_ABORT', 'OAUTH_RESPONSE_IS_NOT_CONFORM', 'OAUTH_RESPONSE_IS_NOT_JSON', 'OAUTH_PARSE_ERROR'];

/** What has no code is a connection that broke, or the end of our patience. */
function isAway(fault: unknown): boolean {
  if (saidNo(fault)) return false;
  return !(fault instanceof oidc.ClientError) || fault.code === undefined || NO_ANSWER.includes(fault.code);
}

function unreachable(): Refusal {
  return new Refusal('sso-unreachable', { remedy: 'Try again later, or use your password.' });
}

/** The fault's kind for the log. What caused it may hold tokens, and its texts may come from anybody: left out. */
function wordsOf(fault: unknown): Error {
  const { name, code, error } = fault as Partial<Record<'name' | 'code' | 'error', unknown>>;
  const message = fault instanceof oidc.ClientError || fault instanceof TypeError ? fault.message : '';
  const kinds = [name, code, error].filter((word) => typeof word === 'string' && /^\w{1,60}$/.test(word));
  return new Error(`identity provider: ${[...kinds, message].filter(Boolean).join(', ')}`);
}
