import { randomBytes } from 'node:crypto';
import { access, chmod, constants, link, open, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { isIPv6 } from 'node:net';
import { dirname, join, resolve } from 'node:path';
import { z } from 'zod';
import { isFull } from './full-disk.js';
import { makeFolder } from './make-folder.js';

/** A wrong option, or a place that cannot be used: one line, with the remedy. */
export class ConfigError extends Error {
  constructor(line: string) {
    super(line);
    this.name = 'ConfigError';
  }
}

/** An option that is there and empty counts as left out, as in a compose file. */
const option = <T extends z.ZodType>(schema: T) => z.preprocess((value) => (value === '' ? undefined : value), schema);
const storeUrl = z
  .string()
  .regex(/^(sqlite|mongodb|mongodb\+srv):/, 'must begin with sqlite: or mongodb:, for example sqlite:./data/registrar.sqlite');
/** Without an address letters would leave with an empty sender; quotes around it all (an env file that keeps them) make it another one. */
const mailAddress = z
  .string()
  .max(320)
  .refine(
    (text) => /[^\s<>"@]@[^\s<>"@]/.test(text) && !/^(["']).*\1$/s.test(text.trim()),
    'must hold an e-mail address, without quotes around the whole, for example Candour <candour@example.com>',
  );
/** The same words, whichever way a value is not one. */
const whole = (what: string, min: number, max: number) => {
  const rule = `must be ${what}, ${min} to ${max}`;
  return z.coerce.number(rule).int(rule).min(min, rule).max(max, rule);
};
const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'silent'] as const;

const Options = z.object({
  PORT: option(whole('a whole number', 0, 65535).default(8080)),
  HOST: option(
    z
      .string()
      .transform(withoutBrackets)
      .refine(isHost, 'must be an address or name of this machine, without scheme and port, for example 127.0.0.1 or ::')
      .default('127.0.0.1'),
  ),
  BASE_URL: option(
    z.string().refine(isOrigin, 'must be scheme and host without a path, for example https://candour.example.com').optional(),
  ),
  TRUST_PROXY: option(whole('the number of proxies in front', 0, 10).default(0)),
  DATA_DIR: option(z.string().default('./data')),
  REGISTRAR_URL: option(storeUrl.optional()),
  BALLOT_BOX_URL: option(storeUrl.optional()),
  SMTP_URL: option(
    z
      .string()
      .refine(
        isMailServer,
        'must be smtp://USER:PASSWORD@HOST:PORT or smtps://..., and in user and password / is written %2F, ? %3F, # %23, @ %40 and % %25',
      )
      .optional(),
  ),
  MAIL_FROM: option(mailAddress.optional()),
  MAIL_REPLY_TO: option(mailAddress.optional()),
  OIDC_ISSUER: option(z.string().refine(isIssuer, 'must be an https address, for example https://login.example.com').optional()),
  OIDC_CLIENT_ID: option(z.string().max(500).optional()),
  OIDC_CLIENT_SECRET: option(z.string().max(1000).optional()),
  OIDC_NAME: option(z.string().max(60, 'must have 60 characters or fewer: it stands on a button').optional()),
  SESSION_SECRET: option(z.string().min(32, 'must have 32 characters or more; leave it out and one is made').optional()),
  WEB_CONCURRENCY: option(whole('the number of server processes', 1, 64).default(1)),
  METRICS_TOKEN: option(z.string().min(32, 'must have 32 characters or more; leave it out and there are no metrics').optional()),
  LOG_LEVEL: option(z.enum(LOG_LEVELS, `must be one of ${LOG_LEVELS.join(', ')}`).default('info')),
});

export interface MailConfig {
  smtpUrl: string;
  from: string;
  replyTo?: string;
}

/** An identity provider that people may sign in by (OpenID Connect). */
export interface OidcConfig {
  issuer: string;
  clientId: string;
  clientSecret: string;
  /** As it stands on the button. */
  name: string;
}

/** How this server runs. Everything that differs between installations is here and nowhere else. */
export interface Config {
  port: number;
  host: string;
  /** Scheme, host and port that people open; undefined: the address the server listens on. */
  baseUrl?: string;
  trustProxy: number;
  dataDir: string;
  registrarUrl: string;
  /** Rolls and the keys of rounds. */
  rollUrl: string;
  ballotBoxUrl: string;
  mail?: MailConfig;
  oidc?: OidcConfig;
  sessionSecret: string;
  /** Server processes on this machine, 1 to 64. */
  processes: number;
  /** Who reads the metrics shows it; undefined: there are none. */
  metricsToken?: string;
  logLevel: (typeof LOG_LEVELS)[number];
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Reads the options and makes the data folder with its secret at the first start. Refuses (ConfigError) a wrong option and a folder that cannot be written. */
export async function loadConfig(environment: Environment = process.env): Promise<Config> {
  const options = readOptions(environment);
  const dataDir = resolve(options.DATA_DIR);
  await makeDataFolder(dataDir);
  const mail = mailOf(options);
  const oidc = oidcOf(options);
  return {
    ...{ dataDir, trustProxy: options.TRUST_PROXY },
    ...addressOf(options),
    ...storesOf(options, dataDir),
    ...(mail ? { mail } : {}),
    ...(oidc ? { oidc } : {}),
    sessionSecret: options.SESSION_SECRET ?? (await keptSecret(dataDir)),
    ...{ processes: options.WEB_CONCURRENCY, logLevel: options.LOG_LEVEL },
    ...(options.METRICS_TOKEN === undefined ? {} : { metricsToken: options.METRICS_TOKEN }),
  };
}

/** Where an installation is found, and keeps what it has. `sessionSecret` is left out where there is none yet. */
export type Places = Pick<Config, 'dataDir' | 'registrarUrl' | 'rollUrl' | 'ballotBoxUrl' | 'host' | 'port' | 'baseUrl'> & {
  sessionSecret?: string;
};

/** The same options for the commands: nothing is made by reading them. Refuses (ConfigError) a wrong option. */
export async function readPlaces(environment: Environment = process.env): Promise<Places> {
  const options = readOptions(environment);
  const dataDir = resolve(options.DATA_DIR);
  const kept = (await readFile(join(dataDir, 'session-secret'), 'utf8').catch(() => '')).trim();
  const sessionSecret = options.SESSION_SECRET ?? kept;
  return { dataDir, ...addressOf(options), ...storesOf(options, dataDir), ...(sessionSecret ? { sessionSecret } : {}) };
}

function addressOf({ PORT: port, HOST: host, BASE_URL }: z.output<typeof Options>): Pick<Config, 'port' | 'host' | 'baseUrl'> {
  return { port, host, ...(BASE_URL === undefined ? {} : { baseUrl: new URL(BASE_URL).origin }) };
}

function storesOf({ REGISTRAR_URL, BALLOT_BOX_URL }: z.output<typeof Options>, dataDir: string) {
  return {
    registrarUrl: REGISTRAR_URL ?? `sqlite:${join(dataDir, 'registrar.sqlite')}`,
    // Roll and keys lie beside the registrar.
    rollUrl: REGISTRAR_URL?.startsWith('mongodb') ? REGISTRAR_URL : `sqlite:${join(dataDir, 'rolls')}`,
    ballotBoxUrl: BALLOT_BOX_URL ?? `sqlite:${join(dataDir, 'ballots')}`,
  };
}

function readOptions(environment: Environment): z.output<typeof Options> {
  const read = Options.safeParse(environment);
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  const name = String(issue?.path[0]);
  // A URL may hold a password, and this line ends up in logs.
  const given = /URL|ISSUER|SECRET|TOKEN/.test(name) && name !== 'BASE_URL' ? '' : ` (it is "${environment[name]}")`;
  throw new ConfigError(`${name} ${issue?.message ?? 'is wrong'}${given}`);
}

function mailOf({ SMTP_URL, MAIL_FROM, MAIL_REPLY_TO }: z.output<typeof Options>): MailConfig | undefined {
  if (SMTP_URL === undefined) return undefined;
  if (MAIL_FROM === undefined)
    throw new ConfigError('MAIL_FROM is missing: set it to the sender of invitations, for example Candour <candour@example.com>');
  return { smtpUrl: SMTP_URL, from: MAIL_FROM, ...(MAIL_REPLY_TO === undefined ? {} : { replyTo: MAIL_REPLY_TO }) };
}

/** All of it or nothing: half an identity provider would be a button that never works. */
function oidcOf({ OIDC_ISSUER, OIDC_CLIENT_ID, OIDC_CLIENT_SECRET, OIDC_NAME }: z.output<typeof Options>): OidcConfig | undefined {
  const needed = { OIDC_ISSUER, OIDC_CLIENT_ID, OIDC_CLIENT_SECRET };
  if (OIDC_ISSUER !== undefined && OIDC_CLIENT_ID !== undefined && OIDC_CLIENT_SECRET !== undefined) {
    const name = OIDC_NAME ?? new URL(OIDC_ISSUER).hostname;
    return { issuer: OIDC_ISSUER, clientId: OIDC_CLIENT_ID, clientSecret: OIDC_CLIENT_SECRET, name };
  }
  if (Object.values({ ...needed, OIDC_NAME }).every((value) => value === undefined)) return undefined;
  const [missing] = Object.entries(needed).find(([, value]) => value === undefined) ?? [];
  throw new ConfigError(`${missing} is missing: set OIDC_ISSUER, OIDC_CLIENT_ID and OIDC_CLIENT_SECRET together, or none of them`);
}

async function makeDataFolder(folder: string): Promise<void> {
  try {
    await makeFolder(folder);
    await access(folder, constants.W_OK | constants.X_OK);
  } catch (fault) {
    const remedy = isFull(fault) ? MAKE_ROOM : 'give this user the right to, or set DATA_DIR to another folder';
    throw new ConfigError(`DATA_DIR ${folder} cannot be written: ${remedy}`);
  }
}

const MAKE_ROOM = 'its disk is full: make room, then start again';

/** Made once. Of two processes that start together one places it, and both read that. Refuses (ConfigError) to make one where keys lie that another has wrapped. */
async function keptSecret(dataDir: string): Promise<string> {
  const path = join(dataDir, 'session-secret');
  const found = await secretIn(path);
  // Empty: an older version was cut off while it made the first one, or its disk was full.
  if (found === '') await refuseWrappedKeys(dataDir);
  if (found === '') await placeSecret(path);
  // Put back by hand it may be open to all, as a copy is. Where it is not ours to change it stays.
  await chmod(path, 0o600).catch(() => undefined);
  const secret = found || (await secretIn(path));
  if (secret.length < 32)
    throw new ConfigError(
      `${path} is incomplete: put back the copy that you keep apart. Without one, and with no round under way, remove the file: second factors must then be set up anew`,
    );
  return secret;
}

/** Empty where there is no such file. */
async function secretIn(path: string): Promise<string> {
  return (
    await readFile(path, 'utf8').catch((fault: NodeJS.ErrnoException) => {
      if (fault.code === 'ENOENT') return '';
      throw new ConfigError(`${path} cannot be read: give this user the right to, or set SESSION_SECRET to what is in it`);
    })
  ).trim();
}

/** Under its name there is at no moment anything but a whole one. */
async function placeSecret(path: string): Promise<void> {
  const part = `${path}.${randomBytes(4).toString('hex')}.part`;
  try {
    await writeFile(part, `${randomBytes(32).toString('base64url')}\n`, { mode: 0o600, flag: 'wx', flush: true });
    if ((await stat(path).catch(() => undefined))?.size === 0) await rm(path);
    await link(part, path).catch((fault: NodeJS.ErrnoException) => {
      // Another process was first; or the file system knows no links.
      if (fault.code !== 'EEXIST') return rename(part, path);
    });
    await syncFolder(dirname(path));
  } catch (fault) {
    throw new ConfigError(`${path} cannot be written: ${isFull(fault) ? MAKE_ROOM : 'give this user the right to, or set SESSION_SECRET'}`);
  } finally {
    await rm(part, { force: true });
  }
}

/** Makes a name in a folder outlast a power cut. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return; // folders cannot be opened there
  const handle = await open(folder, 'r');
  await handle.sync().finally(() => handle.close());
}

/** These keys are files only while a round is under way. On MongoDB it shows at the start that they do not open. */
async function refuseWrappedKeys(dataDir: string): Promise<void> {
  const names = await readdir(join(dataDir, 'rolls')).catch(() => []);
  if (!names.some((name) => /\.(signing|mail)\.key$/.test(name))) return;
  throw new ConfigError(
    `the file session-secret is missing or empty in ${dataDir}, and the keys of a round under way open with nothing else: put it back, or set SESSION_SECRET to what was in it`,
  );
}

/** As an address of IPv6 stands in URLs. */
function withoutBrackets(text: string): string {
  return text.replace(/^\[(.*)\]$/, '$1');
}

function isHost(text: string): boolean {
  return isIPv6(text) || !/[:/\s[\]]/.test(text);
}

function isOrigin(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, pathname, search, hash, username } = new URL(text);
  return /^https?:$/.test(protocol) && pathname === '/' && search === '' && hash === '' && username === '';
}

/** As the mailer reads it. What follows an unwritten `#` or `?` in a password would be left out, and what precedes it taken for the server. */
function isMailServer(text: string): boolean {
  if (!/^smtps?:\/\//.test(text) || !URL.canParse(text)) return false;
  const { hostname, pathname, hash, search } = new URL(text);
  return hostname !== '' && /^\/?$/.test(pathname) && hash === '' && !search.includes('@');
}

/** Plain http only where nobody can listen in: a provider on this machine, for tests. */
function isIssuer(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, search, hash, username } = new URL(text);
  const safe = protocol === 'https:' || (protocol === 'http:' && ['127.0.0.1', 'localhost', '[::1]'].includes(hostname));
  return safe && search === '' && hash === '' && username === '';
}
