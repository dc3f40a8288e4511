import { createHash, timingSafeEqual } from 'node:crypto';
import { type Request, type RequestHandler, type Response, Router } from 'express';
import type { AskStores } from './readiness.js';

export interface OperationsPagesNeeds {
  askStores: AskStores;
  /** Whether the keys of the rounds under way open with this process's secret. */
  secretFits(): Promise<boolean>;
  /** True once the server was told to stop. */
  stopping(): boolean;
  /** Undefined: there are no metrics. */
  metricsToken: string | undefined;
  metrics(): Promise<string>;
}

/** As the routes say where a store is away. */
const RETRY_SECONDS = 5;
/** Headers by which a proxy says for whom it asks. */
const FORWARDED = ['forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-real-ip', 'via'];

/** What those who run the server ask: does the process live, can it serve, how is it. Nothing of it is for browsers or comes through a public proxy. */
export function operationsPages(needs: OperationsPagesNeeds): Router {
  const router = Router({ caseSensitive: true, strict: true });
  router.get('/healthz', (_request, response) => plain(response, 200, 'The process lives.'));
  router.get('/readyz', async (_request, response) => {
    if (needs.stopping()) return notReady(response, 'stopping');
    const stores = [...(await needs.askStores())];
    const [down, full] = (['away', 'full'] as const).map((how) => stores.filter(([, stands]) => stands === how).map(([name]) => name));
    if (down?.length) notReady(response, `no answer from the ${down.join(', the ')}`);
    else if (full?.length) notReady(response, `no room on the disk of the ${full.join(', the ')}`);
    else if (!(await needs.secretFits())) notReady(response, 'SESSION_SECRET is not the one that a round under way was launched with');
    else plain(response, 200, 'Ready.');
  });
  router.get('/metrics', metricsPage(needs));
  return router;
}

function metricsPage({ metricsToken, metrics }: OperationsPagesNeeds): RequestHandler {
  return async (request, response) => {
    if (metricsToken === undefined || isForwarded(request)) plain(response, 404, 'There are no metrics at this address.');
    else if (!bears(request, metricsToken)) plain(response.set('WWW-Authenticate', 'Bearer'), 401, 'METRICS_TOKEN is needed, as bearer.');
    else plain(response, 200, await metrics(), 'text/plain; version=0.0.4; charset=utf-8');
  };
}

function isForwarded(request: Request): boolean {
  return FORWARDED.some((name) => request.headers[name] !== undefined);
}

function bears(request: Request, token: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(request.headers.authorization ?? ''), digest(`Bearer ${token}`));
}

function notReady(response: Response, why: string): void {
  plain(response.set('Retry-After', String(RETRY_SECONDS)), 503, `Not ready: ${why}.`);
}

function plain(response: Response, status: number, text: string, type = 'text/plain; charset=utf-8'): void {
  response.status(status).set({ 'Content-Type': type, 'Cache-Control': 'no-store' }).end(`${text}\n`);
}
