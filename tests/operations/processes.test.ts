import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import { LIMITS } from '#server/accounts/limits.js';
import { openSqlite } from '#server/storage/sqlite/sqlite.js';
import { killPrograms, until } from '../builders/program.js';
import { PASSWORD } from '../builders/running-server.js';
import { describeEachEngine } from '../store-contract/engines.js';
import { aProgram, aProgramFolder, scrape, startProgram, valueIn } from './program.js';

/** Milliseconds: many processes, one after the other. */
const LONG = 120_000;
const TWO = { WEB_CONCURRENCY: '2' };
let place: Awaited<ReturnType<typeof aProgramFolder>>;
beforeEach(async () => {
  place = await aProgramFolder();
});
afterEach(async () => {
  await killPrograms();
  await place.remove();
});

/** A request over a connection of its own, so that the next process in turn answers. */
const ask = (url: string, init: RequestInit = {}) => fetch(url, { ...init, headers: { ...init.headers, Connection: 'close' } });
const post = (url: string, body: object) =>
  ask(url, { method: 'POST', body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } });

async function setUp(url: string, token: string | undefined): Promise<string> {
  const organisation = { name: 'Acme', timeZone: 'Europe/Berlin', language: 'en' };
  const reply = await post(`${url}/api/setup`, {
    token,
    organisation,
    account: { name: 'Hana', email: 'hana@acme.test', password: PASSWORD },
  });
  if (reply.status !== 200) throw new Error(await reply.text());
  return reply.headers.getSetCookie()[0]?.split(';')[0] ?? '';
}

describeEachEngine('two server processes on one port', ({ open }) => {
  test(
    'print one address and one link, share sessions, are counted together, and one that is killed is replaced',
    async () => {
      const { urls } = await open();
      const options = { ...TWO, REGISTRAR_URL: urls.registrar, BALLOT_BOX_URL: urls.ballotBox };
      const { url, setupToken, said, child, log, logged, ended } = await aProgram(place.folder, options);
      expect(said.out.match(/^Candour is at /gm)).toHaveLength(1);
      expect(said.out.match(/^Set it up with this link, once: /gm)).toHaveLength(1);
      const session = await setUp(url, setupToken);
      const names = [];
      for (let times = 0; times < 6; times += 1)
        names.push((await (await ask(`${url}/api/session`, { headers: { Cookie: session } })).json()).account.name);
      expect(names).toEqual(Array.from({ length: 6 }, () => 'Hana'));

      const before = await scrape(url);
      expect(valueIn(before, 'candour_processes')).toBe(2);
      expect(valueIn(before, 'candour_scheduler_lease_held')).toBe(1);
      expect(valueIn(before, 'candour_process_deaths_total')).toBe(0);
      const requests = 'candour_api_request_duration_seconds_count{route="/api/session",method="GET",status="2xx"}';
      expect(valueIn(before, requests)).toBe(6);

      const [one] = log().flatMap((line) => (line.msg === 'server process serves' ? [Number(line.process)] : []));
      process.kill(one ?? 0, 'SIGKILL');
      await logged('server process ended, another follows');
      await logged('server process serves', 3);
      expect((await ask(`${url}/api/session`, { headers: { Cookie: session } })).status).toBe(200);
      await until(async () => valueIn(await scrape(url), 'candour_processes') === 2, 'two processes');
      expect(valueIn(await scrape(url), 'candour_process_deaths_total')).toBe(1);

      child.kill('SIGTERM');
      expect(await ended()).toMatchObject({ code: 0, err: '' });
      expect(said.out.match(/^Set it up with this link, once: /gm)).toHaveLength(1);
      expect(() => process.kill(one ?? 0, 0)).toThrow();
    },
    LONG,
  );
});

describeEachEngine('limits of several server processes', ({ open }) => {
  test(
    'are of all together: of tries that come at once to each, exactly as many pass as one process lets through',
    async () => {
      const { urls } = await open();
      const options = { WEB_CONCURRENCY: '3', REGISTRAR_URL: urls.registrar, BALLOT_BOX_URL: urls.ballotBox };
      const { url, setupToken } = await aProgram(place.folder, options);
      await setUp(url, setupToken);
      const { tries } = LIMITS['account-from-address'];
      const signIn = (email: string, password: string) => post(`${url}/api/session`, { email, password });

      const replies = await Promise.all(Array.from({ length: 3 * tries }, () => signIn('hana@acme.test', 'not the password')));
      const refused = replies.filter(({ status }) => status === 429);
      expect(replies.filter(({ status }) => status === 401)).toHaveLength(tries);
      expect(refused).toHaveLength(2 * tries);
      expect(refused.filter(({ headers }) => !(Number(headers.get('retry-after')) > 0))).toEqual([]);
      for (let process = 0; process < 3; process++) expect((await signIn('hana@acme.test', PASSWORD)).status).toBe(429);
      expect((await signIn('eli@acme.test', 'not the password')).status).toBe(401);
    },
    LONG,
  );
});

describe('of two server processes', () => {
  test(
    'one that is told to stop by itself finishes and is replaced, and nothing counts as a death',
    async () => {
      const { url, log, logged } = await aProgram(place.folder, TWO);
      const [one] = log().flatMap((line) => (line.msg === 'server process serves' ? [Number(line.process)] : []));
      process.kill(one ?? 0, 'SIGTERM');
      await logged('server process serves', 3);
      expect(valueIn(await scrape(url), 'candour_process_deaths_total')).toBe(0);
    },
    LONG,
  );

  test(
    'what cannot be started is said once, in the same line as by one process',
    async () => {
      const other = createServer().listen(0, '127.0.0.1');
      await once(other, 'listening');
      const { port } = other.address() as AddressInfo;
      const taken = `port ${port} is taken: stop the program that uses it, or set PORT to another one\n`;
      expect(await startProgram(place.folder, { ...TWO, PORT: String(port) }).ended()).toEqual({ code: 1, out: '', err: taken });
      other.close();

      const database = await openSqlite(`${place.folder}/newer.sqlite`);
      database.exec('PRAGMA user_version = 99');
      database.close();
      const newer = await startProgram(place.folder, { ...TWO, REGISTRAR_URL: `sqlite:${place.folder}/newer.sqlite` }).ended();
      expect(newer).toEqual({ code: 1, out: '', err: expect.stringMatching(/^The registrar has schema 99, .+\n$/) });
    },
    LONG,
  );
});

test(
  'when all processes die and none can start any more, the program ends with one line that says why',
  async () => {
    const { log, ended } = await aProgram(place.folder, TWO);
    const database = await openSqlite(`${place.dataDir}/registrar.sqlite`);
    database.exec('PRAGMA user_version = 99');
    database.close();
    for (const { msg, process: one } of log()) if (msg === 'server process serves') process.kill(Number(one), 'SIGKILL');
    const { code, err } = await ended();
    expect([code, err]).toEqual([1, expect.stringMatching(/^No server process can start any more: The registrar has schema 99, .+\n$/)]);
  },
  LONG,
);

describe('a program that is told to stop', () => {
  test.each([['1'], ['2']])(
    'with %s processes says that it is not ready, answers what is under way, and ends with 0',
    async (processes) => {
      const { url, child, ended, logged } = await aProgram(place.folder, { WEB_CONCURRENCY: processes });
      expect(await (await ask(`${url}/readyz`)).text()).toBe('Ready.\n');
      // Its headers are half there when the signal comes: the connection is not idle.
      const under = connect(Number(new URL(url).port), '127.0.0.1');
      under.write('GET /readyz HTTP/1.1\r\nHost: candour\r\n');
      await new Promise((resolve) => setTimeout(resolve, 300));
      child.kill('SIGTERM');
      await logged('stopping');
      await until(() => refuses(url), 'a closed port');
      under.write('\r\n');
      const answer: Buffer[] = [];
      for await (const chunk of under) answer.push(chunk as Buffer);
      expect(Buffer.concat(answer).toString()).toMatch(/^HTTP\/1\.1 503 .*\r\nConnection: close\r\n.*Not ready: stopping\.\n$/s);
      expect(await ended()).toMatchObject({ code: 0, err: '' });
    },
    LONG,
  );

  test(
    'while most of its processes still begin, ends as soon as those that serve have ended',
    async () => {
      const program = startProgram(place.folder, { WEB_CONCURRENCY: '3' });
      await program.logged('started');
      const told = performance.now();
      program.child.kill('SIGTERM');
      expect(await program.ended()).toMatchObject({ code: 0, err: '' });
      expect(performance.now() - told).toBeLessThan(10_000);
    },
    LONG,
  );

  test(
    'a second signal ends it at once, whatever is under way',
    async () => {
      const { url, child, ended, logged } = await aProgram(place.folder, TWO);
      const under = connect(Number(new URL(url).port), '127.0.0.1').on('error', () => {});
      under.write('POST /api/setup HTTP/1.1\r\nHost: candour\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{');
      await new Promise((resolve) => setTimeout(resolve, 300));
      child.kill('SIGTERM');
      await logged('stopping');
      await new Promise((resolve) => setTimeout(resolve, 700));
      expect(child.exitCode).toBeNull();
      child.kill('SIGTERM');
      expect((await ended()).code).toBe(1);
    },
    LONG,
  );
});

async function refuses(url: string): Promise<boolean> {
  const probe = connect(Number(new URL(url).port), '127.0.0.1');
  const refused = await new Promise<boolean>((resolve) => probe.once('connect', () => resolve(false)).once('error', () => resolve(true)));
  probe.destroy();
  return refused;
}
