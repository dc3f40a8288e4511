import fc from 'fast-check';
import { isUpload, type Row } from '#shared/contract/contract.js';
import { ProblemJson } from '#shared/contract/refusal.js';
import { type RowName, table } from '#shared/contract/table.js';
import { aDraft } from '../builders/office.js';
import { rosterOver } from '../builders/office-server.js';
import { aServer, joined, setUpAcme, type TestServer } from '../builders/running-server.js';
import { describeOn, dropMongo, mongoDatabase } from '../store-contract/engines.js';

/** Each of these fits somewhere, and has broken something somewhere. */
const odd = fc.oneof(
  fc.constantFrom(
    '',
    '\0',
    'a\0b',
    '\ud800',
    '__proto__',
    'constructor',
    'toString',
    '(((',
    '%',
    '\\',
    '../../x',
    '=1+1',
    'e\u0301',
    '\u202e',
  ),
  fc.constantFrom(
    '2026-02-30T00:00:00Z',
    '0000-01-01T00:00:00Z',
    '2026-03-02T08:00:00Z',
    'a@b.co',
    'a@b.co\r\nBcc: c@d.co',
    'zzzzzzzzzzzz',
  ),
  fc.constantFrom(
    'x'.repeat(201),
    'x'.repeat(20_000),
    'A'.repeat(43),
    '0'.repeat(32),
    '0'.repeat(64),
    'Z'.repeat(26),
    '123456',
    'UTC',
    'hr',
  ),
  fc.constantFrom(null, true, -1, 5, 1.5, 1e308, {}, [], ['hr'], ['hr', 'steward'], { $ne: null }, { $gt: '' }),
  fc.string({ unit: 'binary', maxLength: 30 }),
);

/** What each row takes: one field of it is made odd. */
const BODIES: Record<string, object> = {
  signIn: { email: 'nobody@acme.test', password: 'seven quiet herons' },
  inviteColleague: { name: 'New', email: 'new@acme.test', roles: ['executive'] },
  changeColleague: { roles: ['executive'] },
  readOneTimeLink: { token: 'A'.repeat(43) },
  useOneTimeLink: { token: 'A'.repeat(43), password: 'seven quiet herons' },
  changePassword: { current: 'x', password: 'seven quiet herons flew' },
  createRound: aDraft(),
  changeRound: aDraft(),
  addPerson: { person: 'zzzzzzzzzzzz', reason: 'forgotten' },
  extendRound: { closes: '2026-03-20T16:00:00Z', reason: 'because' },
  endRound: { reason: 'because' },
  cancelRound: { reason: 'because' },
  readInvitation: { manifest: '0'.repeat(64), token: '0'.repeat(26) },
  sayNotMe: { manifest: '0'.repeat(64), token: '0'.repeat(26) },
  collectBallots: { manifest: '0'.repeat(64), token: '0'.repeat(26), blinded: { scored: 'A'.repeat(342) }, replacement: false },
  castBallot: { id: '0'.repeat(64), unit: 'x', kind: 'scored', round: '0'.repeat(32), signature: 'A'.repeat(342), answers: {} },
};

const QUERIES = ['search', 'unit', 'before', 'mapping', 'fingerprint', 'leaveOutProblems', 'to', 'code', 'state', 'search[]', '__proto__'];
/** These end the session that asks. */
const rows = Object.entries<Row>(table).filter(([name]) => name !== 'signOut' && name !== 'removeColleague');

const requests = fc.constantFrom(...rows).chain(([name, row]) => {
  const field = fc.constantFrom(...Object.keys(BODIES[name] ?? { anything: 1 }), '__proto__');
  const body =
    row.body !== undefined && isUpload(row.body)
      ? fc.string({ unit: 'binary', maxLength: 200 }).map((text) => `id,name,unit\n${text}`)
      : fc.tuple(field, odd).map(([key, value]) => JSON.stringify({ ...BODIES[name], [key]: value }));
  const query = fc.tuple(fc.constantFrom(...QUERIES), odd).map(([key, value]) => `${key}=${encoded(value)}`);
  const param = fc.oneof(fc.constantFrom('0'.repeat(32), '0'.repeat(64), 'zzzzzzzzzzzz'), odd.map(encoded));
  return fc.record({ name: fc.constant(name), body, query, param });
});

interface Sent {
  name: string;
  body: string;
  query: string;
  param: string;
}

const environments = { sqlite: () => ({}), mongo: () => ({ REGISTRAR_URL: mongoDatabase(), BALLOT_BOX_URL: mongoDatabase() }) };

describe.each(['sqlite', 'mongo'] as const)('%s', (engine) =>
  describeOn(engine, 'whatever is sent to whichever row', () => {
    let server: TestServer;
    const environment: Record<string, string> = environments[engine]();
    const sessions = new Map<string, string>();
    beforeAll(async () => {
      server = await aServer({ environment });
      const hr = await setUpAcme(server);
      for (const role of ['hr', 'executive', 'steward'] as const) sessions.set(role, await joined(server, hr, `${role}1`, [role]));
      await rosterOver(server, hr, { Sales: 12, Works: 15 });
    });
    afterAll(async () => {
      await server.close();
      if (engine === 'mongo') await dropMongo(...Object.values(environment));
    });

    const answered = async ({ name, body, query, param }: Sent) => {
      const row: Row = table[name as RowName];
      const path = `${row.path.replace(/:\w+/, () => param)}?${query}`;
      const cookie = sessions.get(row.may.find((may) => sessions.has(may)) ?? 'hr') ?? '';
      const headers = { ...(row.path.startsWith('/api/') ? { Cookie: cookie } : {}), 'Content-Type': 'application/json' };
      const given = row.body === undefined ? {} : { body };
      return fetch(`${server.localUrl}${path}`, { method: row.method, headers, redirect: 'manual', ...given });
    };

    test('the answer is a clear one, and nothing is logged as a fault', async () => {
      const clear = fc.asyncProperty(requests, async (request) => {
        const reply = await answered(request);
        const text = await reply.text();
        expect(reply.headers.get('content-security-policy')).toContain("default-src 'self'");
        expect(server.log.lines.filter((line) => line.includes('fault'))).toEqual([]);
        if (reply.status < 400) return;
        // A path that climbs out of the API is a page that is not there.
        if (reply.headers.get('content-type')?.startsWith('text/plain')) return;
        expect(ProblemJson.parse(JSON.parse(text)).status).toBe(reply.status);
        expect([reply.status < 500, /node_modules|\.[jt]s:\d/.test(text)]).toEqual([true, false]);
      });
      await fc.assert(clear, { numRuns: 300, examples: [[askPeople('\0')]] });
    }, 120_000);
  }),
);

function askPeople(search: string): Sent {
  return { name: 'findPeople', body: '', query: `search=${encoded(search)}`, param: '' };
}

/** Short enough for the head of a request: longer ones Node itself refuses. */
function encoded(value: unknown): string {
  const text = String(typeof value === 'object' ? JSON.stringify(value) : value).slice(0, 500);
  return encodeURIComponent(text.replace(/\p{Surrogate}/gu, '\ufffd'));
}
