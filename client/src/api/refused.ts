import { type Problem, ProblemJson, type RefusalCode } from '#shared/contract/refusal.js';
import { type ServerWords, serverWords } from '../office/language/server-words.js';

/** The server's clear no, as the contract writes it: which field or row, why, and what to do. */
export class CallRefused extends Error {
  constructor(
    readonly code: RefusalCode | 'unreachable',
    readonly status: number,
    readonly parts: {
      field?: string | undefined;
      row?: number | undefined;
      reason?: string | undefined;
      remedy?: string | undefined;
      problems?: Problem[] | undefined;
    },
    /** Seconds until it is worth trying again, when the server says so. */
    readonly retryAfter?: number,
  ) {
    super(parts.reason ?? parts.remedy ?? code);
    this.name = 'CallRefused';
  }

  /** The server or its store cannot be had just now: trying again later is all there is to do. */
  get away(): boolean {
    return this.status === 503 || this.status === 502 || this.status === 504 || this.code === 'unreachable';
  }
}

/** Reads a refusal from the reply, its title apart, which is a word for programs; a reply that is no problem+json (a proxy's page) keeps its status. */
export async function refusalOf(reply: Response): Promise<CallRefused> {
  const retryAfter = Number(reply.headers.get('Retry-After')) || undefined;
  const read = ProblemJson.safeParse(await reply.json().catch(() => undefined));
  if (!read.success) return new CallRefused(reply.status >= 502 ? 'unreachable' : 'internal-fault', reply.status, {}, retryAfter);
  const { code, field, row, detail, remedy, problems } = read.data;
  // The office sets the page's language.
  const say = serverWords(document.documentElement.lang);
  const why = { reason: detail && say(detail), remedy: remedy && say(remedy), problems: problems?.map((problem) => saidIn(say, problem)) };
  return new CallRefused(code as RefusalCode, reply.status, { field, row, ...why }, retryAfter);
}

/** A problem as the office's people read it. */
export function saidIn(say: ServerWords, { reason, remedy, ...where }: Problem): Problem {
  return { ...where, reason: say(reason), ...(remedy === undefined ? {} : { remedy: say(remedy) }) };
}
