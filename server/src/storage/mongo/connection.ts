import mongoose, { type Connection, mongo } from 'mongoose';
import { StoreUnavailable } from '../port/store-unavailable.js';
import { LONGEST, within } from './within.js';

/**
 * A database on a MongoDB server, shared by all in this process that name it by the same URL.
 * Nothing waits without an end: a server that is away is found out within seconds and told as `StoreUnavailable`; the next call tries anew.
 */
export interface MongoStore {
  /** Models are made on it before it is connected; what runs on it runs inside `run`, or after `ready`. */
  readonly connection: Connection;
  /** Connected. Fails with `StoreUnavailable`. */
  ready(): Promise<Connection>;
  /** What `act` resolves to. A fault of network, election or overload becomes `StoreUnavailable`, and so does one that lasts `longest`; any other is thrown as it is. */
  run<T>(act: (connection: Connection) => Promise<T>, longest?: number): Promise<T>;
  /** The connection ends when the last that opened it has closed it. */
  close(): Promise<void>;
}

/**
 * Milliseconds. A stalled connection shows when the driver's own question to the server has no answer: every 3 s, waited for 3 s. An operation
 * then fails at once and is told after `serverSelectionTimeoutMS`. `socketTimeoutMS` is for the rest: nothing that is asked in one go may take longer.
 * A URL that names one of them is followed.
 */
const PATIENCE = {
  serverSelectionTimeoutMS: 5_000,
  connectTimeoutMS: 3_000,
  heartbeatFrequencyMS: 3_000,
  socketTimeoutMS: 20_000,
  waitQueueTimeoutMS: 5_000,
} as const;

/** On most members' disks before it is acknowledged, and read where it was written: what a URL says otherwise does not count. */
const DURABLE = { w: 'majority', journal: true, readPreference: 'primary' } as const;

interface Shared {
  connection: Connection;
  opening: Promise<Connection> | undefined;
  users: number;
}

const shared = new Map<string, Shared>();

/** Opens nothing yet: the first `ready` or `run` does. Refuses (`MongoUrlRefused`) a URL that the driver cannot read. */
export function openMongo(url: string): MongoStore {
  mongoPlace(url);
  const one = shared.get(url) ?? { connection: mongoose.createConnection(), opening: undefined, users: 0 };
  shared.set(url, one);
  one.users++;
  let closed = false;
  const ready = async () => {
    if (closed) throw new Error('the store is closed');
    return connected(one, url);
  };
  return {
    connection: one.connection,
    ready,
    async run(act, longest = LONGEST.act) {
      const connection = await ready();
      try {
        return await within(longest, act(connection));
      } catch (fault) {
        throw asUnavailable(fault);
      }
    },
    async close() {
      if (closed) return;
      closed = true;
      if (--one.users > 0) return;
      shared.delete(url);
      await one.opening?.catch(() => undefined);
      await one.connection.destroy();
    },
  };
}

async function connected(one: Shared, url: string): Promise<Connection> {
  one.opening ??= one.connection.openUri(url, {
    ...{ ...patienceFor(url), ...DURABLE },
    ...{ appName: 'candour', bufferCommands: false, autoIndex: false, autoCreate: false },
  });
  const { opening } = one;
  try {
    return await opening;
  } catch (fault) {
    // Of several that waited for this one, none forgets a newer one.
    if (one.opening === opening) one.opening = undefined;
    throw asUnavailable(fault);
  }
}

function patienceFor(url: string): Partial<typeof PATIENCE> {
  const named = new Set([...new URLSearchParams(url.split('?')[1]).keys()].map((name) => name.toLowerCase()));
  return Object.fromEntries(Object.entries(PATIENCE).filter(([name]) => !named.has(name.toLowerCase())));
}

/** A URL that names no MongoDB database. The driver's own words may hold a password and are not repeated. */
export class MongoUrlRefused extends Error {
  constructor(url: string) {
    const host = url.startsWith('mongodb+srv:') ? 'one host, without a port,' : 'a host';
    super(
      `a mongodb URL is incomplete: it needs ${host} and a database, and in user and password @ is written %40, / %2F, : %3A and % %25`,
    );
    this.name = 'MongoUrlRefused';
  }
}

/** Servers and database behind a URL, in one form for all ways to write them: two URLs with the same place would share their collections. */
export function mongoPlace(url: string): string {
  const options = optionsOf(url);
  // Without a database the driver would take one called "test".
  if (!/^[^/]*\/\/[^/]+\/[^?]+/.test(url)) throw new MongoUrlRefused(url);
  const servers = options.srvHost ? [options.srvHost] : options.hosts.map((host) => host.toString()).sort();
  return `${servers.join(',').toLowerCase()}/${options.dbName}`;
}

function optionsOf(url: string) {
  try {
    return new mongo.MongoClient(url).options;
  } catch {
    throw new MongoUrlRefused(url);
  }
}

/** A unique key is there already. The code alone tells: not every server says which key. */
export function isDuplicate(fault: unknown): boolean {
  return codeOf(fault) === 11000;
}

/** What lies between here and the server. */
const LOST = [
  mongo.MongoNetworkError,
  mongo.MongoServerSelectionError,
  mongo.MongoNotConnectedError,
  mongo.MongoTopologyClosedError,
  mongo.MongoClientClosedError,
  mongo.MongoOperationTimeoutError,
  mongoose.Error.MongooseServerSelectionError,
];

/** The same of the connection pool, whose classes the driver keeps to itself. */
const LOST_IN_POOL = ['MongoWaitQueueTimeoutError', 'MongoPoolClosedError'];

/**
 * And of a socket, in Node's own words: the driver (7.8) passes them on as they are where it waits for its turn to write. `http/` would take them for
 * those of a caller who left.
 */
const LOST_ON_THE_WAY = new Set([
  ...['ECONNRESET', 'EPIPE', 'ECONNABORTED', 'ECONNREFUSED', 'ENOTCONN', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH', 'ENETDOWN'],
  ...['ERR_STREAM_DESTROYED', 'ERR_STREAM_PREMATURE_CLOSE', 'ERR_STREAM_WRITE_AFTER_END'],
]);

/**
 * Codes of the server for what passes: its own failing (1: so FerretDB tells that its engine is away), an unreachable member, shutting down, no primary,
 * stepped down, interrupted, timed out, two that change the same (112, and FerretDB's), write concern not met, disk full, too many requests (Cosmos DB).
 */
const PASSING = new Set([
  ...[1, 6, 7, 50, 64, 89, 91, 112, 134, 189, 202, 262, 9001, 10058, 10107, 11600, 11602, 13388, 13435, 13436, 14031, 16500],
  16908292,
]);

/** The fault as its port names it. */
export function asUnavailable(fault: unknown): unknown {
  if (fault instanceof StoreUnavailable) return fault;
  const lost =
    LOST.some((kind) => fault instanceof kind) || (fault instanceof Error && LOST_IN_POOL.includes(fault.name)) || lostOnTheWay(fault);
  return lost || PASSING.has(codeOf(fault) ?? 0) ? new StoreUnavailable(fault) : fault;
}

/** The connection broke while something was asked over it: whether it was heard is not known. */
export function brokeOff(fault: unknown): boolean {
  return fault instanceof mongo.MongoNetworkError || lostOnTheWay(fault);
}

/** Also where the servers behind `mongodb+srv` are looked up: nobody knows the name, or nobody answers. */
function lostOnTheWay(fault: unknown): boolean {
  const { code, syscall } = (fault ?? {}) as { code?: unknown; syscall?: unknown };
  return LOST_ON_THE_WAY.has(String(code)) || /^query(Srv|Txt)$/.test(String(syscall));
}

function codeOf(fault: unknown): number | undefined {
  const code = (fault as { code?: unknown } | null)?.code;
  return typeof code === 'number' ? code : undefined;
}

/** The driver's own database, for what must be fast. */
export function databaseOf(connection: Connection): mongo.Db {
  if (!connection.db) throw new StoreUnavailable(new Error('not connected'));
  return connection.db;
}
