import 'zod/compile';
import { fileURLToPath } from 'node:url';
import pino, { type DestinationStream, destination as logTo } from 'pino';
import { signOn } from '#shared/contract/accounts-sign-on.js';
import type { AccountNeeds } from './accounts/accounts.js';
import { identityProvider } from './accounts/identity-provider.js';
import { OWASP_COST, passwords, type ScryptCost } from './accounts/passwords.js';
import { readSession } from './accounts/sessions.js';
import { createApp } from './app.js';
import { type Clock, systemClock } from './clock.js';
import { type Config, loadConfig } from './config.js';
import { type FaultLog, faultLog } from './http/fault-log.js';
import { listen, stopListening } from './http/listen.js';
import { createSigningPool } from './invitations/signing-pool.js';
import { openPost } from './mail/mail.js';
import { makeSetupLink } from './organisations/set-up.js';
import { systemRandom } from './random.js';
import { openStores, type Stores } from './stores.js';
import { wire } from './wire.js';

/** Casts under way get this long when the server is told to stop. */
const PATIENCE_MS = 10_000;
/** How often the scheduler looks for what is due. */
const TURN_MS = 5_000;

/** What tests, the demo and the simulation may give instead of the real thing. */
export interface StartOptions {
  clock?: Clock;
  scryptCost?: ScryptCost;
  /** Where faults are logged; standard output otherwise. */
  log?: DestinationStream;
  /** The built client; `dist/client` otherwise. */
  clientFolder?: string;
  /** Demo and tests: a loopback or plain http address may stand in links. */
  allowInsecureBaseUrl?: boolean;
}

export interface RunningServer {
  /** Where people find it. */
  url: string;
  /** Where it listens on this machine: the same, unless BASE_URL names a proxy in front. */
  localUrl: string;
  /** Undefined once the installation is set up. */
  setupLink: string | undefined;
  stores: Stores;
  accountNeeds: AccountNeeds;
  /** What the use cases were given, for those who call them without HTTP. */
  wired: ReturnType<typeof wire>;
  /** Finishes what is under way, then closes the stores. */
  close(): Promise<void>;
}

/** Opens the stores, serves, and begins the work that is due by the clock. Refuses (ConfigError) a port that is taken. */
export async function startServer(config: Config, options: StartOptions = {}): Promise<RunningServer> {
  const stores = await openStores(config);
  const signing = createSigningPool();
  const post = config.mail && openPost(config.mail);
  const release = async () => {
    await Promise.all([signing.close(), post?.close()]);
    await stores.close();
  };
  try {
    return await serve(config, options, { stores, signing, post, release });
  } catch (fault) {
    await release();
    throw fault;
  }
}

interface Opened {
  stores: Stores;
  signing: ReturnType<typeof createSigningPool>;
  post: ReturnType<typeof openPost> | undefined;
  release(): Promise<void>;
}

async function serve(config: Config, options: StartOptions, { stores, signing, post, release }: Opened): Promise<RunningServer> {
  const { clock = systemClock, log: stream = logTo({ sync: true }), allowInsecureBaseUrl = false } = options;
  const clientFolder = options.clientFolder ?? fileURLToPath(new URL('../../client', import.meta.url));
  const log = faultLog(pino({}, stream), clock, stream);
  const sign = (privateKey: Uint8Array, blinded: Uint8Array) => signing.sign(privateKey, blinded);
  const failed = (job: string, fault: unknown) => log.fault(job, fault);

  // Port 0 is any free one: what stands in links is known once the server listens.
  const {
    server,
    url: localUrl,
    started,
  } = await listen(config.port, config.host, (listening, itsUrl) => {
    const accounts = accountNeedsOf(config, options, { stores, clock, baseUrl: config.baseUrl ?? itsUrl, failed });
    const wired = wire({ stores, accounts, clientFolder, post, allowInsecureBaseUrl, sign, failed });
    listening.on('request', createApp({ ...wired, ...pagesOf(config, stores, clientFolder), ...bindNeedsOf(accounts, log) }));
    return { accounts, wired };
  });
  const { accounts: accountNeeds, wired } = started;
  const setup = await makeSetupLink(accountNeeds);
  wired.scheduler.start(TURN_MS);
  const close = async () => {
    await stopListening(server, PATIENCE_MS);
    await Promise.all([wired.scheduler.stop(), wired.background.stop()]);
    await release();
  };
  return { url: accountNeeds.baseUrl, localUrl, setupLink: setup?.link, stores, accountNeeds, wired, close };
}

type Placed = { stores: Stores; clock: Clock; baseUrl: string; failed: (job: string, fault: unknown) => void };

function accountNeedsOf(
  { sessionSecret, oidc }: Config,
  { scryptCost = OWASP_COST }: StartOptions,
  { stores, clock, baseUrl, failed }: Placed,
): AccountNeeds {
  const callback = { callbackAddress: `${baseUrl}${signOn.finishSignOn.path}`, failed: (fault: Error) => failed('finishSignOn', fault) };
  return { registrar: stores.registrar, clock, random: systemRandom, passwords: passwords(scryptCost), sessionSecret, baseUrl, oidc: oidc && identityProvider(oidc, callback) };
}

function bindNeedsOf(needs: AccountNeeds, log: FaultLog) {
  return { origin: needs.baseUrl, readCaller: (token: string) => readSession(needs, token), log };
}

function pagesOf({ trustProxy }: Config, { registrar }: Stores, clientFolder: string) {
  return { trustProxy, clientFolder, keptClientFiles: registrar.clientFiles };
}

/** Serves until it is told to stop. */
async function run(): Promise<void> {
  const server = await startServer(await loadConfig());
  console.log(`Candour is at ${server.url}`);
  if (server.setupLink) console.log(`Set it up with this link, once: ${server.setupLink}`);
  const stop = () => void server.close().then(() => process.exit(0), fail);
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
}

/** One line for whoever started it. Anything unforeseen keeps its trace: it is a fault of the program. */
function fail(fault: unknown): never {
  const foreseen = fault instanceof Error && ['ConfigError', 'NewerSchema', 'StoreUrlRefused', 'StoreCannotOpen'].includes(fault.name);
  console.error(foreseen ? fault.message : fault);
  process.exit(1);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) run().catch(fail);
