import 'zod/compile';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import pino, { type DestinationStream, destination as logTo } from 'pino';
import { signOn } from '#shared/contract/accounts-sign-on.js';
import type { AccountNeeds } from './accounts/accounts.js';
import { identityProvider } from './accounts/identity-provider.js';
import { OWASP_COST, passwords, type ScryptCost } from './accounts/passwords.js';
import { readSession } from './accounts/sessions.js';
import { createApp } from './app.js';
import { type Clock, systemClock } from './clock.js';
import type { Config } from './config.js';
import { type FaultLog, faultLog } from './http/fault-log.js';
import { listenOn } from './http/listen.js';
import { createSigningPool } from './invitations/signing-pool.js';
import type { SigningKey } from './keys/keys.js';
import { openPost } from './mail/mail.js';
import {
  jobLog,
  loggingRounds,
  opensSomeRound,
  operate,
  PATIENCE_MS,
  type ProcessPlace,
  refuseLostBallots,
  refuseOtherSecret,
  type Served,
  warnOfOrder,
} from './operations/operations.js';
import { makeSetupLink } from './organisations/set-up.js';
import { systemRandom } from './random.js';
import { openStores, type Stores } from './stores.js';
import { wire } from './wire.js';

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
  /** Tests: keys from a stock. To make one takes a quarter of a second of processor. */
  makeSigningKey?: () => Promise<SigningKey>;
  /** Of several server processes: what the one that started them does for this one. */
  place?: ProcessPlace;
}

export interface RunningServer extends Served {
  stores: Stores;
  accountNeeds: AccountNeeds;
  /** What the use cases were given, for those who call them without HTTP. */
  wired: ReturnType<typeof wire>;
}

/** Opens the stores, serves, and begins the work that is due by the clock. Refuses (ConfigError) a port that is taken, another secret than the rounds under way were launched with, and a place without their ballots. */
export async function startServer(config: Config, options: StartOptions = {}): Promise<RunningServer> {
  const stores = await openStores(config);
  const signing = createSigningPool(Math.ceil(availableParallelism() / config.processes));
  const post = config.mail && openPost(config.mail);
  const release = async () => {
    await Promise.all([signing.close(), post?.close()]);
    await stores.close();
  };
  try {
    await refuseOtherSecret({ ...stores, sessionSecret: config.sessionSecret });
    await refuseLostBallots(stores);
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
  const { clock = systemClock, log: stream = logTo({ sync: true }), allowInsecureBaseUrl = false, place, makeSigningKey } = options;
  const clientFolder = options.clientFolder ?? fileURLToPath(new URL('../../client', import.meta.url));
  const acts = pino({ level: config.logLevel, base: { pid: process.pid } }, stream);
  const log = faultLog(acts, clock, stream);
  const sign = (privateKey: Uint8Array, blinded: Uint8Array) => signing.sign(privateKey, blinded);
  const failed = (job: string, fault: unknown) => log.fault(job, fault);

  // Port 0 is any free one: what stands in links is known once the server listens.
  const listen = place?.listen ?? listenOn(config.port, config.host);
  const {
    url: localUrl,
    started,
    stop,
  } = await listen((answerWith, itsUrl) => {
    const accounts = accountNeedsOf(config, options, { stores, clock, baseUrl: config.baseUrl ?? itsUrl, failed });
    const logged = { ...stores, registrar: loggingRounds(stores.registrar, acts) };
    const wired = wire({
      stores: logged,
      accounts,
      clientFolder,
      post,
      allowInsecureBaseUrl,
      sign,
      makeSigningKey,
      able: () => opensSomeRound({ ...stores, sessionSecret: config.sessionSecret }),
      failed: jobLog(config.logLevel, clock, stream),
    });
    const operations = operate({ config, stores, clock, standing: wired.scheduler.standing, place });
    const asked = { ...pagesOf(config, stores, clientFolder), ...bindNeedsOf(accounts, log) };
    answerWith(createApp({ ...wired, ...asked, measure: operations.measure, operations: operations.pages }));
    return { accounts, wired, operations };
  });
  const { accounts: accountNeeds, wired, operations } = started;
  const setup = place?.first === false ? undefined : await makeSetupLink(accountNeeds);
  if (place?.first !== false) await warnOfOrder(config, acts);
  wired.scheduler.start(TURN_MS);
  wired.ownWork.start(TURN_MS);
  const close = async () => {
    operations.drain();
    const work = Promise.all([wired.scheduler.stop(), wired.background.stop(), wired.ownWork.stop()]);
    await Promise.all([stop(PATIENCE_MS), inTime(work, PATIENCE_MS)]);
    await inTime(release(), PATIENCE_MS);
  };
  const { metrics, drain } = operations;
  return { url: accountNeeds.baseUrl, localUrl, setupLink: setup?.link, stores, accountNeeds, wired, metrics, drain, close };
}

type Placed = { stores: Stores; clock: Clock; baseUrl: string; failed: (job: string, fault: unknown) => void };

function accountNeedsOf(
  { sessionSecret, oidc }: Config,
  { scryptCost = OWASP_COST }: StartOptions,
  { stores, clock, baseUrl, failed }: Placed,
): AccountNeeds {
  const callback = { callbackAddress: `${baseUrl}${signOn.finishSignOn.path}`, failed: (fault: Error) => failed('finishSignOn', fault) };
  return {
    registrar: stores.registrar,
    clock,
    random: systemRandom,
    passwords: passwords(scryptCost),
    sessionSecret,
    baseUrl,
    oidc: oidc && identityProvider(oidc, callback),
  };
}

function bindNeedsOf(needs: AccountNeeds, log: FaultLog) {
  return { origin: needs.baseUrl, readCaller: (token: string) => readSession(needs, token), log };
}

function pagesOf({ trustProxy }: Config, { registrar }: Stores, clientFolder: string) {
  return { trustProxy, clientFolder, keptClientFiles: registrar.clientFiles };
}

/** What can be taken up later, or was told to a database that has gone, is not waited for any longer than this. */
async function inTime(work: Promise<unknown>, ms: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  await Promise.race([work, late]);
  clearTimeout(timer);
}
