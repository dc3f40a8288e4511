import cluster from 'node:cluster';
import pino, { destination as logTo } from 'pino';
import { systemClock } from '../clock.js';
import type { Config } from '../config.js';
import { fail } from './fail.js';
import type { ProcessPlace, Served } from './place.js';
import { runPrimary } from './primary.js';
import { onStopSignals } from './stop-signals.js';
import { serveAsWorker } from './worker.js';

/** What is under way gets this long, in milliseconds, when the server is told to stop. */
export const PATIENCE_MS = 10_000;

/** Starts one server process: alone, or in the place that the primary process gives it. */
export type Start = (config: Config, place?: ProcessPlace) => Promise<Served>;

/** Serves until it is told to stop, in as many processes as the options say. What goes wrong at the start is one line, and exit code 1. */
export async function runServer(readConfig: () => Promise<Config>, start: Start): Promise<void> {
  if (cluster.isWorker) return serveAsWorker(async (place) => start(await readConfig(), place));
  try {
    const config = await readConfig();
    await (config.processes > 1 ? runMany(config) : runAlone(config, start));
  } catch (fault) {
    fail(fault);
  }
}

async function runAlone(config: Config, start: Start): Promise<void> {
  const server = await start(config);
  const stop = async () => {
    server.drain();
    await server.close();
  };
  serves(config, server, { stop, kill: () => {} });
}

async function runMany(config: Config): Promise<void> {
  const primary = await runPrimary({
    ...{ config, clock: systemClock, log: logOf(config), patienceMs: PATIENCE_MS },
    serves: (served) => serves(config, served, primary),
    gaveUp: (line) => {
      console.error(line);
      process.exit(1);
    },
  });
}

interface Ending {
  stop(): Promise<void>;
  kill(): void;
}

/** Tells people where it is, the log that it began, and listens for the signals that end it. */
function serves(config: Config, { url, localUrl, setupLink }: Pick<Served, 'url' | 'localUrl' | 'setupLink'>, how: Ending): void {
  const log = logOf(config);
  console.log(`Candour is at ${url}`);
  if (setupLink) console.log(`Set it up with this link, once: ${setupLink}`);
  log.info({ url, listens: localUrl, processes: config.processes }, 'started');
  // TLS ends before this program, so there is a proxy. Behind one that is not counted a stranger's wrong tries lock an account for its holder.
  if (url.startsWith('https:') && config.trustProxy === 0)
    log.warn(
      'TRUST_PROXY is 0 behind a TLS proxy: sign-in limits take everybody for one address. Set it to the number of proxies in front',
    );
  const end = (code: number) => {
    how.kill();
    process.exit(code);
  };
  onStopSignals(
    (signal) => {
      log.info({ signal }, 'stopping');
      how.stop().then(() => {
        log.info('stopped');
        process.exit(0);
      }, fail);
    },
    () => end(1),
  );
}

function logOf({ logLevel }: Config): pino.Logger {
  return pino({ level: logLevel, base: { pid: process.pid } }, logTo({ sync: true }));
}
