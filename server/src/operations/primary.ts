import cluster, { type Worker } from 'node:cluster';
import { availableParallelism } from 'node:os';
import type { Logger } from 'pino';
import type { Clock } from '../clock.js';
import type { Config } from '../config.js';
import { type Dealer, dealConnections } from './deal-connections.js';
import { gatherParts } from './gather-parts.js';
import type { FromWorker, ToWorker } from './messages.js';
import type { Served } from './place.js';
import { primaryMetrics } from './process-metrics.js';
import { Replacement } from './replacement.js';

export interface PrimaryNeeds {
  config: Pick<Config, 'port' | 'host' | 'processes'>;
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
  // Where processes take all cores, threads that help one of them collect garbage wait for the others, and whoever is served waits for those.
  if (needs.config.processes >= availableParallelism()) cluster.setupPrimary({ execArgv: [...process.execArgv, '--single-threaded-gc'] });
  const processes = new Processes(needs, await dealConnections(needs.config.port, needs.config.host));
  processes.fork();
  return processes;
}

interface Standing {
  serves: boolean;
  /** It was told to stop. */
  stops: boolean;
  /** Why it could not start. */
  line?: string;
}

class Processes implements Primary {
  readonly #workers = new Map<Worker, Standing>();
  readonly #replacement = new Replacement();
  readonly #metrics: ReturnType<typeof primaryMetrics>;
  readonly #gather: ReturnType<typeof gatherParts>;
  /** Until one has served, none is replaced: whatever keeps the first from starting would keep the others. */
  #first = true;
  #stopping = false;

  constructor(
    private readonly needs: PrimaryNeeds,
    private readonly dealer: Dealer,
  ) {
    this.#metrics = primaryMetrics({ clock: needs.clock, memory: () => process.memoryUsage.rss() });
    this.#gather = gatherParts(() => this.#serving(), this.#metrics.part);
  }

  fork(): void {
    const worker = cluster.fork();
    this.#workers.set(worker, { serves: false, stops: false });
    worker.on('message', (message: FromWorker) => this.#hear(worker, message));
    worker.once('exit', (code, signal) => this.#ended(worker, signal ? `by ${signal}` : `with code ${code}`));
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    for (const worker of this.#workers.keys()) tell(worker, { tell: 'drain' });
    await this.dealer.close();
    const ends = [...this.#workers.keys()].map((worker) => new Promise((resolve) => worker.once('exit', resolve)));
    for (const worker of this.#workers.keys()) this.#stopOne(worker);
    await Promise.race([Promise.all(ends), pause(2 * this.needs.patienceMs)]);
    this.kill();
  }

  kill(): void {
    for (const worker of this.#workers.keys()) worker.process.kill('SIGKILL');
  }

  #serving(): Worker[] {
    return [...this.#workers].flatMap(([worker, { serves }]) => (serves ? [worker] : []));
  }

  #hear(worker: Worker, message: FromWorker): void {
    const its = this.#workers.get(worker);
    if (message.tell === 'there') this.#there(worker);
    else if (message.tell === 'serves') this.#serves(worker, message);
    else if (message.tell === 'failed' && its) its.line = message.line;
    else if (message.tell === 'leaving') this.#stopOne(worker);
    else if (message.tell === 'reported') this.#gather.hear(worker, message);
    else if (message.tell === 'gather') {
      const { request } = message;
      void this.#gather.ask().then((parts) => tell(worker, { tell: 'gathered', request, parts }));
    }
  }

  /** What it was told before is lost: also that it stops. */
  #there(worker: Worker): void {
    if (this.#workers.get(worker)?.stops) tell(worker, { tell: 'stop' });
    else tell(worker, { tell: 'start', url: this.dealer.url, first: this.#first });
  }

  #serves(worker: Worker, { url, setupLink }: Extract<FromWorker, { tell: 'serves' }>): void {
    const its = this.#workers.get(worker);
    if (!its || its.stops) return;
    its.serves = true;
    this.dealer.add(worker);
    this.#replacement.began(worker.id);
    this.needs.log.info({ process: worker.process.pid }, 'server process serves');
    if (!this.#first) return;
    this.#first = false;
    this.needs.serves({ url, localUrl: this.dealer.url, setupLink });
    for (let at = 1; at < this.needs.config.processes; at += 1) this.fork();
  }

  #stopOne(worker: Worker): void {
    const its = this.#workers.get(worker);
    if (!its || its.stops) return;
    its.stops = true;
    this.dealer.remove(worker);
    tell(worker, { tell: 'stop' });
  }

  #ended(worker: Worker, how: string): void {
    const { stops = false, line } = this.#workers.get(worker) ?? {};
    this.#workers.delete(worker);
    this.dealer.remove(worker);
    this.#gather.gone(worker);
    if (!this.#stopping) this.#replace(worker, stops, line ?? `a server process ended ${how}`);
  }

  #replace(worker: Worker, stopped: boolean, why: string): void {
    const hopeless = this.#serving().length === 0 && this.#replacement.hopeless;
    if (this.#first || hopeless) {
      this.needs.gaveUp(hopeless ? `No server process can start any more: ${why}` : why);
      return;
    }
    const pauseMs = stopped ? 0 : this.#replacement.pauseAfter(worker.id);
    if (!stopped) this.#metrics.died();
    this.needs.log.warn({ process: worker.process.pid, why, pauseMs }, 'server process ended, another follows');
    setTimeout(() => this.#stopping || this.fork(), pauseMs);
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms).unref());
}

/** One that died meanwhile hears nothing, and its end is told by `exit`. */
function tell(worker: Worker, message: ToWorker): void {
  if (worker.isConnected()) worker.send(message, () => {});
}
