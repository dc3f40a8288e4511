import { type NextFunction, type Request, type RequestHandler, type Response, Router } from 'express';
import { z } from 'zod';
import { type Contract, isRedirect, type Row } from '#shared/contract/contract.js';
import { Refusal } from '#shared/contract/refusal.js';
import { BallotGate, type GateLimits } from './ballot-gate.js';
import type { FaultLog } from './fault-log.js';
import { FrozenAnswers } from './frozen-answers.js';
import type { Caller, Handlers } from './handler.js';
import { refusalOf, sendRefusal } from './problem.js';
import { readInput } from './read-input.js';
import { sendAnswer } from './send-answer.js';
import { apiCookie, SESSION, SIGN_ON } from './session-cookie.js';
import { subscriberOf } from './subscriber-address.js';

export interface BindNeeds {
  /** Where the browser finds the server: scheme, host and port. */
  origin: string;
  readCaller(token: string): Promise<Caller | undefined>;
  log: FaultLog;
  ballotLimits?: GateLimits;
}

type AnyHandler = (call: unknown) => Promise<unknown>;

/** Binds every row of a contract to its handler: who may call, what comes in, what goes out. A row without a handler does not compile. */
export function bind<C extends Contract>(contract: C, handlers: Handlers<C>, needs: BindNeeds): Router {
  const router = Router({ caseSensitive: true, strict: true });
  const gate = new BallotGate(needs.ballotLimits);
  for (const [name, row] of Object.entries<Row>(contract)) {
    const handler = handlers[name] as unknown as AnyHandler;
    const act = row.path.startsWith('/ballot/') ? ballotRow(row, handler, gate) : apiRow(row, handler, needs);
    router[method(row)](row.path, answering(name, row, act, needs.log));
  }
  return router;
}

type Act = (request: Request, response: Response) => Promise<void>;

/** Nothing that could tell who calls is read here: no session, no cookie, no address. */
function ballotRow(row: Row, handler: AnyHandler, gate: BallotGate): Act {
  const frozen = frozenAnswers(row);
  const read = async (request: Request, response: Response) => {
    if (row.refuses.includes('cookie-refused') && request.headers.cookie !== undefined) {
      throw new Refusal('cookie-refused', { remedy: 'Open the link in a private window and try again: a ballot travels without cookies.' });
    }
    return readInput(row, request, response);
  };
  const work = async (request: Request, response: Response, input: Awaited<ReturnType<typeof readInput>>) => {
    if (frozen) await frozen.send(request, response, input.params, () => handler({ request: input }));
    else await sendAnswer(row, response, await handler({ request: input }));
  };
  if (row.body === undefined) return async (request, response) => work(request, response, await read(request, response));
  return (request, response) =>
    gate.pass(request, response, {
      read: () => read(request, response),
      work: (input) => work(request, response, input),
    });
}

function frozenAnswers({ frozen, reply }: Row): FrozenAnswers | undefined {
  return frozen && reply instanceof z.ZodType ? new FrozenAnswers(reply) : undefined;
}

function apiRow(row: Row, handler: AnyHandler, needs: BindNeeds): Act {
  const frozen = frozenAnswers(row);
  const secure = needs.origin.startsWith('https:');
  return async (request, response) => {
    const cookie = apiCookie(SESSION, request, response, secure);
    const caller = row.may.includes('anyone') ? undefined : await permitted(row, cookie.token, needs);
    if (row.method !== 'GET') checkOrigin(request, needs.origin);
    const input = await readInput(row, request, response);
    const signOnCookie = apiCookie(SIGN_ON, request, response, secure);
    const answer = await handler({ request: input, caller, cookie, signOnCookie, address: subscriberOf(request.ip ?? '') });
    if (frozen) await frozen.sendSame(request, response, answer as object);
    else await sendAnswer(row, response, answer);
  };
}

async function permitted(row: Row, token: string | undefined, needs: BindNeeds): Promise<Caller> {
  const caller = token === undefined ? undefined : await needs.readCaller(token);
  if (!caller) throw new Refusal('sign-in-needed', { remedy: 'Sign in and try again.' });
  const allowed = row.may.includes('signed-in') || caller.roles.some((role) => row.may.includes(role));
  if (!allowed) throw new Refusal('not-permitted', { remedy: 'Your roles do not include this. HR can change them.' });
  return caller;
}

/** Another site's page must not act with this browser's session. Programs that are no browser send no Origin. */
function checkOrigin(request: Request, own: string): void {
  const { origin, host } = request.headers;
  if (origin === undefined || origin === own) return;
  // Anybody on the way can answer for this site's name without TLS.
  const withoutTls = own.startsWith('https:') && origin === own.replace('https:', 'http:');
  if (!withoutTls && URL.canParse(origin) && new URL(origin).host === host) return;
  throw new Refusal('origin-refused', { remedy: `Open ${own} and try again there.` });
}

function answering(name: string, row: Row, act: Act, log: FaultLog): RequestHandler {
  return async (request: Request, response: Response, _next: NextFunction) => {
    try {
      await act(request, response);
    } catch (fault) {
      const { refusal, ours } = refusalOf(fault);
      if (ours) log.fault(name, fault);
      if (isRedirect(row.reply)) response.redirect(303, `${row.reply.redirect}?refused=${refusal.code}`);
      else sendRefusal(response, refusal);
    }
  };
}

function method(row: Row): 'get' | 'post' | 'patch' | 'put' | 'delete' {
  return row.method.toLowerCase() as ReturnType<typeof method>;
}
