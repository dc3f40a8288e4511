import express, { type ErrorRequestHandler, type Express, type RequestHandler, type Router } from 'express';
import type { Contract } from '#shared/contract/contract.js';
import { Refusal } from '#shared/contract/refusal.js';
import { type BindNeeds, bind } from './http/bind.js';
import { clientPages } from './http/client-pages.js';
import type { Handlers } from './http/handler.js';
import { apiHeaders, ballotHeaders, securityHeaders } from './http/headers.js';
import { refusalOf, sendRefusal } from './http/problem.js';
import type { ClientFiles } from './storage/port/registrar/client-files.js';

export interface Wiring<C extends Contract> extends BindNeeds {
  contract: C;
  handlers: Handlers<C>;
  /** Proxies in front of the server whose word on the caller's address is taken. */
  trustProxy: number;
  /** The built client. */
  clientFolder: string;
  keptClientFiles: ClientFiles;
  /** Times requests to `/api`. */
  measure: RequestHandler;
  /** For those who run the server. */
  operations: Router;
}

/** The whole server as an express application: the contract's endpoints, then the client's pages. Nothing is logged but faults. */
export function createApp<C extends Contract>(wiring: Wiring<C>): Express {
  const app = express();
  app.disable('x-powered-by');
  app.set('trust proxy', wiring.trustProxy);
  app.use(securityHeaders(wiring.origin));
  app.use('/ballot', ballotHeaders);
  app.use('/api', apiHeaders, wiring.measure);
  app.use(wiring.operations);
  app.use(bind(wiring.contract, wiring.handlers, wiring));
  app.use(['/api', '/ballot'], nothingHere);
  app.use(clientPages(wiring.clientFolder, wiring.keptClientFiles));
  app.use(nothingHere);
  app.use(lastResort(wiring));
  return app;
}

const nothingHere: RequestHandler = (_request, response) => {
  sendRefusal(response, new Refusal('not-found', { reason: 'There is nothing at this address.', remedy: 'Check the address.' }));
};

/** Faults before a row was found: a path that cannot be decoded, or our own. */
function lastResort({ log }: BindNeeds): ErrorRequestHandler {
  return (fault, request, response, _next) => {
    if (fault instanceof URIError) {
      nothingHere(request, response, _next);
      return;
    }
    const { refusal, ours } = refusalOf(fault);
    if (ours) log.fault('', fault);
    sendRefusal(response, refusal);
  };
}
