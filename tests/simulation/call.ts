import { type CallOf, isUpload, type ReplyOf, type Row } from '#shared/contract/contract.js';
import { Refusal, type RefusalCode } from '#shared/contract/refusal.js';
import type { Role } from '#shared/contract/roles.js';
import { table } from '#shared/contract/table.js';
import { isMade } from './faults.js';
import { must } from './promise.js';
import type { ServerProcess } from './server-process.js';
import type { World } from './world.js';

type Table = typeof table;

/** What became of a request. `fault`: the server failed, and whoever asked cannot know what was done. */
export type Outcome<Reply> = { came: 'done'; reply: Reply } | { came: 'refused'; code: RefusalCode } | { came: 'fault' };

type AnyHandler = (call: unknown) => Promise<unknown>;

/** Asks a process for one row of the contract, as HTTP would: what is sent is read by the row's schemas, and so is what comes back. */
export async function call<Name extends keyof Table>(
  world: World,
  process: ServerProcess,
  name: Name,
  sent: CallOf<Table[Name]>,
  as?: Role,
): Promise<Outcome<ReplyOf<Table[Name]>>> {
  const row: Row = table[name];
  const handler = process.wired.handlers[name] as unknown as AnyHandler;
  const caller = as && world.callers.get(as);
  if (caller && !caller.roles.some((role) => row.may.includes(role))) return { came: 'refused', code: 'not-permitted' };
  try {
    const reply = await handler({ request: readRequest(row, sent), caller, address: '' });
    return { came: 'done', reply: readReply(row, reply) as ReplyOf<Table[Name]> };
  } catch (fault) {
    if (fault instanceof Refusal) {
      must(row.refuses.includes(fault.code), `${name} refuses only what its contract names, not ${fault.code}: ${fault.message}`);
      return { came: 'refused', code: fault.code };
    }
    if (isMade(fault) || world.mayStumble) return { came: 'fault' };
    throw fault;
  }
}

function readRequest(row: Row, sent: { params?: unknown; query?: unknown; body?: unknown }) {
  const body = row.body === undefined ? undefined : isUpload(row.body) ? fileOf(String(sent.body)) : row.body.parse(sent.body);
  return { params: row.params?.parse(sent.params) ?? {}, query: row.query?.parse(sent.query ?? {}) ?? {}, body };
}

async function* fileOf(text: string): AsyncGenerator<Uint8Array> {
  yield new TextEncoder().encode(text);
}

function readReply(row: Row, reply: unknown): unknown {
  // A download, a redirect, or nothing.
  if (typeof row.reply === 'string' || !('parse' in row.reply)) return reply;
  return row.reply.parse(JSON.parse(JSON.stringify(reply)));
}
