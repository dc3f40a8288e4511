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
  const endAs = listenForTheEnd();
  try {
    const config = await readConfig();
    await (config.processes > 1 ? runMany(config, endAs) : runAlone(config, start, endAs));
  } catch (fault) {
    fail(fault);
  }
}

interface Ending {
  stop(): Promise<void>;
  kill(): void;
  log: pino.Logger;
}

/**
 * From now on SIGTERM and SIGINT end this process in order: as is said here last, and at once while it starts, where nothing is under way
 * that must not be cut off. The first process of a container that does not listen from its beginning is deaf to them.
 */
function listenForTheEnd(): (how: Ending) => void {
  let how: Ending | undefined;
  onStopSignals(
    (signal) => {
      how?.log.info({ signal }, 'stopping');
      const stopped = how?.stop() ?? Promise.resolve();
      stopped.then(() => {
        how?.log.info('stopped');
        process.exit(0);
      }, fail);
    },
    () => {
      how?.kill();
      process.exit(1);
    },
  );
  return (said) => {
    how = said;
  };
}

async function runAlone(config: Config, start: Start, endAs: (how: Ending) => void): Promise<void> {
  const log = logOf(config);
  const server = await start(config);
  const stop = async () => {
    server.drain();
    await server.close();
  };
  endAs({ stop, kill: () => {}, log });
  tell(config, server, log);
}

async function runMany(config: Config, endAs: (how: Ending) => void): Promise<void> {
  const log = logOf(config);
  const primary = await runPrimary({
    ...{ config, clock: systemClock, log, patienceMs: PATIENCE_MS },
    serves: (served) => tell(config, served, log),
    gaveUp: (line) => {
      console.error(line);
      process.exit(1);
    },
  });
  endAs({ stop: () => primary.stop(), kill: () => primary.kill(), log });
}

/** Tells people where it is, and the log that it began. */
function tell(config: Config, { url, localUrl, setupLink }: Pick<Served, 'url' | 'localUrl' | 'setupLink'>, log: pino.Logger): void {
  console.log(`Candour is at ${url}`);
  if (setupLink) console.log(`Set it up with this link, once: ${setupLink}`);
  log.info({ url, listens: localUrl, processes: config.processes }, 'started');
  // TLS ends before this program, so there is a proxy. Behind one that is not counted a stranger's wrong tries lock an account for its holder.
  if (url.startsWith('https:') && config.trustProxy === 0)
    log.warn(
      'TRUST_PROXY is 0 behind a TLS proxy: sign-in limits take everybody for one address. Set it to the number of proxies in front',
    );
}

function logOf({ logLevel }: Config): pino.Logger {
  return pino({ level: logLevel, base: { pid: process.pid } }, logTo({ sync: true }));
}
