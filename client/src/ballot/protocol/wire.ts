import { ballots } from '#shared/contract/ballots.js';
import type { CallOf, ReplyOf } from '#shared/contract/contract.js';
import { ProblemJson } from '#shared/contract/refusal.js';

type Ballots = typeof ballots;
export type BallotRow = keyof Ballots;

/** The server's clear no, with the code of the contract. */
export class Refused extends Error {
  constructor(
    readonly code: string,
    readonly detail?: string,
  ) {
    super(code);
  }
}

/** Nothing came back, or nothing that can be read: the same request may be made again. */
export class Unreachable extends Error {}

export interface Wire {
  /** Calls one ballot endpoint of the contract. Refuses (`Refused`) what the server refuses, `Unreachable` when no answer came. */
  call<K extends BallotRow>(row: K, call: CallOf<Ballots[K]>): Promise<ReplyOf<Ballots[K]>>;
  /** The manifest's JSON as it came, unknown members and all: what is hashed must be what was sent. */
  manifest(hash: string): Promise<unknown>;
}

/** Without cookie, referrer or cache, so that collect and cast share nothing that could link them. */
const ALONE = { credentials: 'omit', referrerPolicy: 'no-referrer', cache: 'no-store', redirect: 'error' } as const satisfies RequestInit;

/** The wire over `fetch`. `send` is the browser's own in the page, another in tests. */
export function ballotWire(send: typeof fetch): Wire {
  return {
    async call(row, call) {
      const reply = await request(send, row, call as LooseCall);
      const { reply: schema } = ballots[row];
      if (schema === 'nothing') return undefined as never;
      const parsed = schema.safeParse(reply);
      if (!parsed.success) throw new Unreachable(`${row}: a reply that is none`);
      return parsed.data as never;
    },
    manifest: (hash) => request(send, 'readManifest', { params: { manifest: hash } }),
  };
}

/** How long an act may go unanswered before the reader may try again. Files (the bulletin) take as long as they take. */
const PATIENCE_MS = 30_000;

interface LooseCall {
  params?: Record<string, string>;
  body?: unknown;
}

async function request(send: typeof fetch, row: BallotRow, call: LooseCall): Promise<unknown> {
  const { method, path } = ballots[row];
  const url = path.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(call.params?.[name] ?? ''));
  const body = call.body === undefined ? {} : { body: JSON.stringify(call.body), headers: { 'content-type': 'application/json' } };
  const patience = method === 'POST' && 'timeout' in AbortSignal ? { signal: AbortSignal.timeout(PATIENCE_MS) } : {};
  let response: Response;
  try {
    response = await send(url, { ...ALONE, method, ...body, ...patience });
  } catch {
    throw new Unreachable(row);
  }
  return readReply(response, row);
}

async function readReply(response: Response, row: BallotRow): Promise<unknown> {
  if (response.status === 204) return undefined;
  const reply: unknown = await response.json().catch(() => undefined);
  // Cut half-way, or the page of a hotel's network: that is no answer, and no forged one.
  if (response.ok && reply !== undefined) return reply;
  const problem = ProblemJson.safeParse(reply);
  // A fault of the server or of something in front of it is no refusal: it may pass.
  if (!problem.success || response.status >= 500 || response.status === 429) throw new Unreachable(`${row}: ${response.status}`);
  throw new Refused(problem.data.code, problem.data.detail ?? problem.data.remedy);
}
