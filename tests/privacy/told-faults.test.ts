import { randomBytes } from 'node:crypto';
import mongoose from 'mongoose';
import pino from 'pino';
import type { Clock } from '#server/clock.js';
import { faultLog } from '#server/http/fault-log.js';
import { unwrapKey, wrapKey } from '#server/keys/keys.js';
import { jobLog } from '#server/operations/operations.js';
import { asUnavailable as mongoFault } from '#server/storage/mongo/connection.js';
import { StoreUnavailable } from '#server/storage/port/store-unavailable.js';
import { openSqlite } from '#server/storage/sqlite/sqlite.js';
import { asUnavailable as sqliteFault } from '#server/storage/sqlite/unavailable.js';
import { wordsOf } from '#server/told-faults.js';
import { toBase32, toBase64Url, toHex } from '#shared/ballot/encoding.js';
import { Refusal } from '#shared/contract/refusal.js';
import { aRound } from '../builders/ballots.js';
import { aLog, aServer } from '../builders/running-server.js';

const { mongo } = mongoose;
const clock: Clock = { now: () => new Date('2026-03-03T12:34:56.789Z') };

/** What must never be in a log, as it may be written in what a fault says. */
const token = toBase32(randomBytes(16));
const CANARIES = {
  token,
  'token in fours': token.match(/.{1,4}/g)?.join(' ') ?? '',
  'token in small letters': token.toLowerCase(),
  'ballot id': toHex(randomBytes(32)),
  signature: toBase64Url(randomBytes(256)),
  answers: '{"silence-1":4}',
  address: 'quetzal@aviary.example',
  name: 'Quetzal Featherstone',
  network: '198.51.100.77',
};

function logged(fault: unknown): string {
  const log = aLog();
  jobLog('info', clock, log)('close rounds', fault);
  return log.lines.join('');
}

/** Every way in which a fault may carry what somebody sent or what is stored. */
function faultsWith(said: string): Record<string, unknown> {
  const named = (name: string, message = said) => Object.assign(new Error(message), { name });
  const duplicate = new mongo.MongoServerError({ message: `E11000 dup key: { _id: "${said}" }`, code: 11000, keyValue: { _id: said } });
  return {
    'in its message': new Error(said),
    'in several lines that look like places': new Error(`no\n    at ${said}\n    at ${said} (file.ts:1:1)`),
    'in its name': named(said),
    'in a name that begins as one of ours': named(`StoreUnavailable ${said}`),
    'in its code': Object.assign(new Error('no'), { code: said }),
    'in a number that is none': Object.assign(new Error('no'), { errcode: said, code: said }),
    'in what caused it': new StoreUnavailable(new Error(said, { cause: new Error(said) })),
    'in a cause that is no error': new Error('no', { cause: said }),
    'in what a database server says': mongoFault(duplicate),
    'in what the driver says of a connection': new mongo.MongoNetworkError(`connect ECONNREFUSED ${said}`),
    'behind what the driver says of a connection': new mongo.MongoNetworkError(`connect ECONNREFUSED 10.0.0.3:27017\n${said}`),
    'as the host of a connection': named('MongoServerSelectionError', `getaddrinfo ENOTFOUND ${said}.example`),
    'in a refusal': new Refusal('person-unknown', { reason: said, remedy: said }),
    'in fields of its own': Object.assign(new Error('no'), { recipient: said, document: { said }, stack: `Error: no\n${said}` }),
    'instead of an error': said,
  };
}

describe('a fault of a job is logged', () => {
  // The address of a machine may be one of the database's: told where the driver says that it asked there.
  const places = Object.entries(CANARIES).flatMap(([what, said]) =>
    Object.entries(faultsWith(said)).flatMap(([where, fault]) =>
      what === 'network' && / connection$/.test(where) && !where.startsWith('behind') ? [] : [[what, where, said, fault] as const],
    ),
  );
  test.each(places)('without the %s %s', (_what, _where, said, fault) => {
    const line = logged(fault);
    expect(line).not.toContain(said);
    expect(JSON.parse(line)).toEqual({
      ...{ level: 50, day: '2026-03-03', pid: process.pid, hostname: expect.any(String) },
      ...{ job: 'close rounds', fault: expect.any(String), where: expect.any(Array), msg: 'fault of a job' },
    });
  });

  test('on ballot routes without a text that looks like a place', () => {
    const log = aLog();
    faultLog(pino({}, log), clock, log).fault('castBallot', new Error(`no\n    at ${token}`));
    expect(log.lines.join('')).toContain('fault on a ballot route');
    expect(log.lines.join('')).not.toContain(token);
  });
});

describe('whoever runs the server is told', () => {
  test('that the disk is full, in words of the system', () => {
    const full = Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC', syscall: 'write' });
    expect(JSON.parse(logged(full))).toMatchObject({ fault: 'Error: ENOSPC, no space left on device' });
  });

  test('what is wrong with a database file', async () => {
    const database = await openSqlite(':memory:');
    database.exec('CREATE TABLE one (id INTEGER PRIMARY KEY) STRICT; PRAGMA max_page_count = 2');
    const fill = () => {
      for (let at = 0; at < 100_000; at++) database.exec(`INSERT INTO one VALUES (${at})`);
    };
    const fault = thrown(fill);
    database.close();
    expect(wordsOf(sqliteFault(fault))).toBe(
      'StoreUnavailable: the store cannot be used just now <- Error: ERR_SQLITE_ERROR, SQLite failed; SQLite 13, the disk is full',
    );
  });

  test('which machine of the database cannot be reached', async () => {
    const client = new mongo.MongoClient('mongodb://127.0.0.1:9/none', { serverSelectionTimeoutMS: 100 });
    const fault = mongoFault(await client.connect().catch((refused: unknown) => refused));
    await client.close();
    expect(wordsOf(fault)).toContain('connect ECONNREFUSED 127.0.0.1:9');
    const named = new mongo.MongoNetworkError('getaddrinfo ENOTFOUND cluster0-shard-00-00.ab1cd.mongodb.example');
    expect(wordsOf(named)).toContain('cluster0-shard-00-00.ab1cd.mongodb.example');
  });

  test('that a database server refuses the user, by its number', () => {
    const refused = new mongo.MongoServerError({ message: `not authorized on ${token}`, code: 13 });
    expect(wordsOf(refused)).toBe('MongoServerError: code 13, not allowed to this user');
  });

  test('that SESSION_SECRET is another one than before', () => {
    const place = { round: aRound(), name: 'mail' } as const;
    const wrapped = wrapKey('one secret', place, randomBytes(32), randomBytes(12));
    const fault = thrown(() => unwrapKey('another', place, wrapped));
    expect(wordsOf(fault)).toMatch(/^KeyDoesNotOpen: SESSION_SECRET is not the one/);
  });

  test('by the server itself, when its lease or a job fails', async () => {
    const server = await aServer();
    const { rounds, results } = server.stores.registrar;
    const full = Object.assign(new Error(token), { errcode: 13 });
    results.answersDue = () => Promise.reject(new StoreUnavailable(full));
    await server.wired.scheduler.tick();
    rounds.takeLease = () => Promise.reject(new StoreUnavailable(Object.assign(new Error(token), { code: 'EROFS' })));
    server.clock.move(20);
    await server.wired.scheduler.tick();
    await server.close();
    const told = server.log.lines.map((line) => JSON.parse(line)).map(({ job, fault }) => [job, fault]);
    expect(told).toContainEqual([
      'destroy answers',
      'StoreUnavailable: the store cannot be used just now <- Error: SQLite 13, the disk is full',
    ]);
    expect(told).toContainEqual(['lease', 'StoreUnavailable: the store cannot be used just now <- Error: EROFS, read-only file system']);
    expect(server.log.lines.join('')).not.toContain(token);
  });
});

function thrown(act: () => unknown): unknown {
  try {
    act();
  } catch (fault) {
    return fault;
  }
  throw new Error('nothing was thrown');
}
