import type { z } from 'zod';
import { type CallOf, isUpload, type ReplyOf, type Row } from '#shared/contract/contract.js';
import { type RowName, type Table, table } from '#shared/contract/table.js';
import { CallRefused, refusalOf } from './refused.js';

/** What a row is called with: nothing at all where it takes nothing. */
export type Given<N extends RowName> = CallOf<Table[N]>;
export type Reply<N extends RowName> = ReplyOf<Table[N]>;

interface AnyCall {
  params?: Record<string, string>;
  query?: Record<string, string | undefined>;
  body?: unknown;
}

/** Calls one row of the contract. Refuses with `CallRefused`: the server's problem, or `unreachable` when no answer came. */
export async function call<N extends RowName>(name: N, given: Given<N>, signal?: AbortSignal): Promise<Reply<N>> {
  const row: Row = table[name];
  const reply = await fetch(addressOf(name, given), requestOf(row, given as AnyCall, signal)).catch((fault: unknown) => {
    if (signal?.aborted) throw fault;
    throw new CallRefused('unreachable', 0, {});
  });
  if (!reply.ok) throw await refusalOf(reply);
  if (!isJson(row.reply)) return undefined as Reply<N>;
  return row.reply.parse(await reply.json()) as Reply<N>;
}

/** Where a row is: for links to downloads and the targets of plain forms. */
export function addressOf<N extends RowName>(name: N, given: Given<N>): string {
  const { params = {}, query = {} } = given as AnyCall;
  const path = table[name].path.replace(/:(\w+)/g, (_, key: string) => encodeURIComponent(params[key] ?? ''));
  const search = new URLSearchParams();
  for (const [key, value] of Object.entries(query)) if (value !== undefined) search.set(key, value);
  return search.size > 0 ? `${path}?${search}` : path;
}

function requestOf(row: Row, { body }: AnyCall, signal?: AbortSignal): RequestInit {
  const request: RequestInit = { method: row.method, credentials: 'same-origin', headers: { Accept: 'application/json' } };
  if (signal) request.signal = signal;
  if (row.body === undefined) return request;
  if (isUpload(row.body)) return { ...request, headers: { ...request.headers, 'Content-Type': row.body.upload }, body: body as Blob };
  return { ...request, headers: { ...request.headers, 'Content-Type': 'application/json' }, body: JSON.stringify(body) };
}

function isJson(reply: Row['reply']): reply is z.ZodType {
  return typeof reply === 'object' && 'parse' in reply;
}
