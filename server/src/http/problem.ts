import type { Response } from 'express';
import type { z } from 'zod';
import { type Problem, type ProblemJson, REFUSALS, Refusal, type RefusalCode } from '#shared/contract/refusal.js';
import { NO_SUCH_ROUND } from '../no-such-round.js';
import { StoreUnavailable } from '../storage/port/store-unavailable.js';
import { readOut } from './read-out.js';

/** How long a store usually needs to come back. */
const RETRY_SECONDS = 5;

/** A refusal as RFC 9457 problem+json. */
function problemOf({ code, parts }: Refusal): ProblemJson {
  const { field, row, reason, remedy, problems } = parts;
  const where = { ...(field === undefined ? {} : { field }), ...(row === undefined ? {} : { row }) };
  const why = { ...(reason === undefined ? {} : { detail: reason }), remedy, ...(problems ? { problems } : {}) };
  return { type: 'about:blank', title: code.replaceAll('-', ' '), status: REFUSALS[code], code, ...where, ...why };
}

/** Answers with the refusal. A body that was not read to its end ends the connection: nobody waits for the rest of an upload. */
export function sendRefusal(response: Response, refusal: Refusal): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const { req: request } = response;
  if (refusal.parts.retryAfterSeconds !== undefined) response.set('Retry-After', String(Math.ceil(refusal.parts.retryAfterSeconds)));
  const problem = problemOf(refusal);
  const text = JSON.stringify(problem);
  response
    .status(problem.status)
    .type('application/problem+json')
    .set('Content-Length', String(Buffer.byteLength(text)));
  if (request.complete) {
    response.end(text);
    return;
  }
  response.set('Connection', 'close').write(text);
  void readOut(request).then(() => response.end());
}

/** The refusal that a fault becomes, and whether the fault is the program's own and belongs in the log. Its details go no further. */
export function refusalOf(fault: unknown): { refusal: Refusal; ours: boolean } {
  if (fault instanceof Refusal) return { refusal: fault, ours: false };
  const code = senderFault(fault);
  if (code) return { refusal: new Refusal(code, parserRemedies[code]), ours: false };
  if (fault instanceof StoreUnavailable) return { refusal: unavailable(), ours: true };
  if (callerLeft(fault)) return { refusal: new Refusal('input-malformed', parserRemedies['input-malformed']), ours: false };
  return {
    refusal: new Refusal('internal-fault', { remedy: 'Try again. If it happens again, tell whoever runs this server.' }),
    ours: true,
  };
}

function unavailable(): Refusal {
  const remedy = 'Nothing was changed. Try again in a moment; if it lasts, tell whoever runs this server.';
  return new Refusal('store-unavailable', { remedy, retryAfterSeconds: RETRY_SECONDS });
}

function callerLeft(fault: unknown): boolean {
  return ['ECONNRESET', 'EPIPE', 'ERR_STREAM_PREMATURE_CLOSE'].includes(String((fault as { code?: unknown } | null)?.code));
}

/** A fault that express and its parsers lay to the sender (a 4xx error of http-errors), as body-parser does one of the decompression too. */
function senderFault(fault: unknown): 'input-too-large' | 'input-malformed' | undefined {
  // `expose` tells them apart: a fault of another service may have its reply's status.
  const { status, expose } = (fault ?? {}) as { status?: unknown; expose?: unknown };
  if (expose !== true || typeof status !== 'number' || status < 400 || status > 499) return undefined;
  return status === 413 ? 'input-too-large' : 'input-malformed';
}

const parserRemedies = {
  'input-too-large': { remedy: 'Send less at once.' },
  'input-malformed': { field: 'body', reason: 'The request is not whole JSON.', remedy: 'Send the body as JSON in UTF-8.' },
} as const satisfies Partial<Record<RefusalCode, unknown>>;

/** Every field that does not fit its schema. */
export function malformed(part: 'params' | 'query' | 'body', error: z.ZodError): Refusal {
  const problems: Problem[] = error.issues.map(({ path, message }) => ({
    field: path.map(String).join('.') || part,
    reason: /[.!?]$/.test(message) ? message : `${message}.`,
  }));
  const [first] = problems;
  if (part === 'params') return notThere(first?.field ?? part);
  return new Refusal('input-malformed', {
    field: first?.field ?? part,
    reason: first?.reason ?? 'It does not have the expected form.',
    remedy: 'Correct this field and send it again.',
    problems: problems.slice(0, 20),
  });
}

/** What is named in an address, and cannot be there, is not there: that is all people need to know. */
function notThere(field: string): Refusal {
  if (field === 'round') return new Refusal('input-malformed', { field, ...NO_SUCH_ROUND });
  return new Refusal('input-malformed', { field, reason: 'There is nothing at this address.', remedy: 'Check how it is written.' });
}
