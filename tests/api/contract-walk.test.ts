import type { Row } from '#shared/contract/contract.js';
import { table } from '#shared/contract/table.js';
import { aServer, joined, setUpAcme, type TestServer } from '../builders/running-server.js';

let server: TestServer;
const sessions = new Map<string, string | undefined>();
const callers = ['nobody', 'hr', 'executive', 'steward'] as const;

beforeAll(async () => {
  server = await aServer();
  const hr = await setUpAcme(server);
  sessions.set('hr', await joined(server, hr, 'Hugo', ['hr']));
  sessions.set('executive', await joined(server, hr, 'Eli', ['executive']));
  sessions.set('steward', await joined(server, hr, 'Stu', ['steward']));
});
afterAll(() => server.close());

const PARAMS: Record<string, string> = { colleague: 'zzzzzzzzzzzz', round: '0'.repeat(32), manifest: '0'.repeat(64) };
const rows = Object.entries<Row>(table).filter(([name]) => name !== 'signOut');
const every = rows.flatMap(([name, row]) => callers.map((caller) => ({ name, row, caller })));

function call(row: Row, caller: string) {
  const path = row.path.replace(/:(\w+)/g, (_, name: string) => PARAMS[name] ?? '');
  const method = row.method.toLowerCase() as 'get';
  const request = server.request[method](path);
  const cookie = sessions.get(caller);
  return cookie ? request.set('Cookie', cookie) : request;
}

function permitted(row: Row, caller: string): boolean {
  if (row.may.includes('anyone')) return true;
  return caller !== 'nobody' && (row.may.includes('signed-in') || row.may.some((may) => may === caller));
}

describe.each(every)('$name by $caller', ({ row, caller }) => {
  test(permitted(row, caller) ? 'is let in' : 'is refused before anything is read', async () => {
    // No body at all: whoever is let in gets as far as being told so.
    const reply = await call(row, caller);
    if (permitted(row, caller)) {
      expect([401, 403]).not.toContain(reply.status);
      expect(reply.body.code).not.toBe('internal-fault');
      // A row that no handler answers would be a 404 of the server's own.
      expect(reply.body.detail ?? '').not.toBe('There is nothing at this address.');
    } else {
      expect(reply.status).toBe(caller === 'nobody' ? 401 : 403);
      expect(reply.body.code).toBe(caller === 'nobody' ? 'sign-in-needed' : 'not-permitted');
    }
  });
});
