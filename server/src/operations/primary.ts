import cluster, { type Worker } from 'node:cluster';
import type { Logger } from 'pino';
import type { Clock } from '../clock.js';
import type { Config } from '../config.js';
import { dealConnections } from './deal-connections.js';
import { gatherParts } from './gather-parts.js';
import type { FromWorker, ToWorker } from './messages.js';
import type { Served } from './place.js';
import { primaryMetrics } from './process-metrics.js';
import { Replacement } from './replacement.js';

export interface PrimaryNeeds {
  config: Config;
  clock: Clock;
  log: Logger;
  /** Milliseconds that processes get to finish what is under way. */
  patienceMs: number;
  /** The first process serves. */
  serves(served: Pick<Served, 'url' | 'localUrl' | 'setupLink'>): void;
  /** No process can serve: why, in one line. */
  gaveUp(line: string): void;
}

export interface Primary {
  /** Every process finishes what is under way and ends. */
  stop(): Promise<void>;
  /** At once, whatever is under way. */
  kill(): void;
}

/** Starts the processes that serve, hands connections to them, and replaces those that die. Refuses (ConfigError) a port that is taken. */
export async function runPrimary(needs: PrimaryNeeds): Promise<Primary> {
  const { config, log, patienceMs } = needs;
  const dealer = await dealConnections(config.port, config.host);
  const metrics = primaryMetrics({ clock: needs.clock, memory: () => process.memoryUsage.rss() });
  const replacement = new Replacement();
  const workers = new Map<Worker, { serves: boolean; stops: boolean }>();
  let first = true;
  let stopping = false;
  let lastLine = '';
  const gather = gatherParts(() => [...workers].filter(([, { serves }]) => serves).map(([worker]) => worker), metrics.part);

  const stopOne = (worker: Worker) => {
    const its = workers.get(worker);
    if (!its || its.stops) return;
    its.stops = true;
    dealer.remove(worker);
    tell(worker, { tell: 'stop' });
  };
  const fork = () => {
    const worker = cluster.fork();
    workers.set(worker, { serves: false, stops: false });
    worker.on('message', (message: FromWorker) => hear(worker, message));
    worker.once('exit', (code, signal) => ended(worker, code, signal));
  };
  const hear = (worker: Worker, message: FromWorker) => {
    if (message.tell === 'there') tell(worker, { tell: 'start', url: dealer.url, first });
    else if (message.tell === 'serves') began(worker, message);
    else if (message.tell === 'failed') lastLine = message.line;
    else if (message.tell === 'leaving') stopOne(worker);
    else if (message.tell === 'gather') {
      void gather.ask().then((parts) => tell(worker, { tell: 'gathered', request: message.request, parts }));
    } else if (message.tell === 'reported') gather.hear(worker, message);
  };
  const began = (worker: Worker, { url, setupLink }: { url: string; setupLink: string | undefined }) => {
    const its = workers.get(worker);
    if (!its || its.stops) return;
    its.serves = true;
    dealer.add(worker);
    replacement.began(worker.id);
    log.info({ process: worker.process.pid }, 'server process serves');
    if (!first) return;
    first = false;
    needs.serves({ url, localUrl: dealer.url, setupLink });
    for (let at = 1; at < config.processes; at += 1) fork();
  };
  const ended = (worker: Worker, code: number | null, signal: string | null) => {
    const its = workers.get(worker);
    workers.delete(worker);
    dealer.remove(worker);
    gather.gone(worker);
    if (stopping) return;
    const how = signal ? `by ${signal}` : `with code ${code}`;
    const why = lastLine || `a server process ended ${how}`;
    if (first) return needs.gaveUp(why);
    if (!its?.stops) metrics.died();
    const pauseMs = its?.stops ? 0 : replacement.pauseAfter(worker.id);
    const alive = [...workers.values()].some(({ serves }) => serves);
    if (!alive && replacement.hopeless) return needs.gaveUp(`No server process can start any more. ${why}`);
    log.warn(
      { process: worker.process.pid, how, ...(lastLine ? { why: lastLine } : {}), pauseMs },
      'server process ended, another follows',
    );
    lastLine = '';
    setTimeout(() => !stopping && fork(), pauseMs);
  };

  fork();
  return {
    async stop() {
      stopping = true;
      for (const worker of workers.keys()) tell(worker, { tell: 'drain' });
      await dealer.close();
      const left = [...workers.keys()].map((worker) => new Promise((resolve) => worker.once('exit', resolve)));
      for (const worker of workers.keys()) stopOne(worker);
      await Promise.race([Promise.all(left), pause(2 * patienceMs)]);
      killAll(workers);
    },
    kill: () => killAll(workers),
  };
}

function killAll(workers: ReadonlyMap<Worker, unknown>): void {
  for (const worker of workers.keys()) worker.process.kill('SIGKILL');
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms).unref());
}

/** One that died meanwhile hears nothing, and its end is told by `exit`. */
function tell(worker: Worker, message: ToWorker): void {
  if (worker.isConnected()) worker.send(message, () => {});
}
