import 'zod/compile';
import { fileURLToPath } from 'node:url';
import pino, { type DestinationStream, destination as logTo } from 'pino';
import type { AccountNeeds } from './accounts/accounts.js';
import { OWASP_COST, passwords, type ScryptCost } from './accounts/passwords.js';
import { readSession } from './accounts/sessions.js';
import { createApp } from './app.js';
import { type Clock, systemClock } from './clock.js';
import { type Config, loadConfig } from './config.js';
import { faultLog } from './http/fault-log.js';
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
  const { clock = systemClock, scryptCost = OWASP_COST, log: stream = logTo({ sync: true }) } = options;
  const clientFolder = options.clientFolder ?? fileURLToPath(new URL('../../client', import.meta.url));
  const stores = await openStores(config);
  const log = faultLog(pino({}, stream), clock, stream);
  const hashing = passwords(scryptCost);
  const accountsAt = (baseUrl: string): AccountNeeds => ({
    registrar: stores.registrar,
    clock,
    random: systemRandom,
    passwords: hashing,
    sessionSecret: config.sessionSecret,
    baseUrl,
  });
  const signing = createSigningPool();
  const post = config.mail && openPost(config.mail);
  try {
    let [url, localUrl] = ['', ''];
    let wired: ReturnType<typeof wire> | undefined;
    const server = await listen(config.port, config.host, (listening, itsUrl) => {
      localUrl = itsUrl;
      url = config.baseUrl ?? itsUrl;
      const needs = accountsAt(url);
      wired = wire({
        ...{ stores, accounts: needs, clientFolder, post, allowInsecureBaseUrl: options.allowInsecureBaseUrl ?? false },
        sign: (privateKey, blinded) => signing.sign(privateKey, blinded),
        failed: (job, fault) => log.fault(job, fault),
      });
      const { contract, handlers } = wired;
      const readCaller = (token: string) => readSession(needs, token);
      const { clientFiles: keptClientFiles } = stores.registrar;
      const app = createApp({
        contract,
        handlers,
        origin: url,
        readCaller,
        log,
        trustProxy: config.trustProxy,
        clientFolder,
        keptClientFiles,
      });
      listening.on('request', app);
    });
    const accountNeeds = accountsAt(url);
    const setup = await makeSetupLink(accountNeeds);
    if (!wired) throw new Error('the server listens and was not wired');
    const { scheduler } = wired;
    scheduler.start(TURN_MS);
    const close = async () => {
      await stopListening(server, PATIENCE_MS);
      await scheduler.stop();
      await Promise.all([signing.close(), post?.close()]);
      await stores.close();
    };
    return { url, localUrl, setupLink: setup?.link, stores, accountNeeds, wired, close };
  } catch (fault) {
    await signing.close();
    await stores.close();
    throw fault;
  }
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
  const foreseen = fault instanceof Error && ['ConfigError', 'NewerSchema', 'StoreUrlRefused'].includes(fault.name);
  console.error(foreseen ? fault.message : fault);
  process.exit(1);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) run().catch(fail);
