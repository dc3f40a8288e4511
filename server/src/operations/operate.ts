import type { RequestHandler, Router } from 'express';
import type { Clock } from '../clock.js';
import type { Config } from '../config.js';
import type { Stores } from '../stores.js';
import type { Scheduler } from '../turns.js';
import { metricsText } from './installation-metrics.js';
import { operationsPages } from './pages.js';
import type { ProcessPlace, Served } from './place.js';
import { processMetrics } from './process-metrics.js';
import { askingStores } from './readiness.js';
import { askingSecret } from './round-secret.js';
import { readVersion } from './version.js';

export interface OperateNeeds {
  config: Pick<Config, 'registrarUrl' | 'rollUrl' | 'ballotBoxUrl' | 'sessionSecret' | 'metricsToken'>;
  stores: Stores;
  clock: Clock;
  standing: Scheduler['standing'];
  /** Undefined for a process that is alone. */
  place: ProcessPlace | undefined;
}

export interface Operations extends Pick<Served, 'metrics' | 'drain'> {
  /** Times requests to `/api`. */
  measure: RequestHandler;
  /** `/healthz`, `/readyz`, `/metrics`. */
  pages: Router;
}

/** What a server process shows to those who run it. */
export function operate({ config, stores, clock, standing, place }: OperateNeeds): Operations {
  let draining = false;
  const { measure, part } = processMetrics({ clock, standing, memory: () => process.memoryUsage.rss() });
  const askStores = askingStores(stores, config);
  const gather = place?.gather ?? (async () => [await part()]);
  const version = readVersion();
  const { registrar } = stores;
  const pages = operationsPages({
    askStores,
    secretFits: askingSecret({ ...stores, sessionSecret: config.sessionSecret }),
    stopping: () => draining,
    metricsToken: config.metricsToken,
    metrics: () => metricsText({ registrar, askStores, version, gather }),
  });
  const drain = () => {
    draining = true;
  };
  return { measure, pages, metrics: part, drain };
}
