import { readdirSync } from 'node:fs';
import { Snapshot } from '#shared/results/snapshot.js';
import { castOver, collectOver } from '../builders/http-voter.js';
import { someAnswers } from '../builders/launched-round.js';
import { aDraft } from '../builders/office.js';
import { moveTo, rosterOver, roundOver, signedIn } from '../builders/office-server.js';
import { aServer, setUpAcme, type TestServer } from '../builders/running-server.js';
import { describeOn, dropMongo, mongoDatabase } from '../store-contract/engines.js';
import { startProxy } from '../store-contract/mongo-proxy.js';

/** Seconds that a caller may wait for the word that the database is away. */
const PATIENCE = 30;

const endings: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end();
});

function aDatabase(): string {
  const url = mongoDatabase();
  endings.push(() => dropMongo(url));
  return url;
}

async function started(environment: Record<string, string>): Promise<TestServer> {
  const server = await aServer({ environment: { BASE_URL: 'https://candour.acme.test', ...environment } });
  endings.push(() => server.close());
  return server;
}

/** From the set-up link to the snapshot, over HTTP. */
async function wholeWay(server: TestServer): Promise<void> {
  const hr = await setUpAcme(server);
  await rosterOver(server, hr, { Sales: 12, Works: 11 });
  const running = await roundOver(server, hr, aDraft({ opens: '2026-03-02T07:00:00Z', graceMinutes: 0 }));
  expect(running.people).toHaveLength(23);
  for (const [at, invited] of running.people.entries()) {
    const { ballot } = await collectOver(server.localUrl, invited);
    const receipt = await castOver(server.localUrl, ballot, someAnswers('core', at));
    expect(receipt).toMatchObject({ manifest: running.hash });
    await castOver(server.localUrl, ballot, someAnswers('core', at));
  }
  await moveTo(server, '2026-03-13T16:00:00Z');
  await moveTo(server, '2026-03-13T17:00:00Z');
  const again = await signedIn(server, 'Hana');
  const { body } = await server.request.get(`/api/results/${running.round}`).set('Cookie', again);
  const snapshot = Snapshot.parse(body.snapshot);
  expect([snapshot.outcome, snapshot.manifest, snapshot.totals.counted, snapshot.totals.roll]).toEqual(['results', running.hash, 23, 23]);
  const bulletin = await server.request.get(`/ballot/manifests/${running.hash}/bulletin`);
  expect(bulletin.body.ballots.scored).toHaveLength(23);
}

describeOn('mongo', 'the whole way from set-up to results', () => {
  test('with registrar, roll and ballot box on MongoDB', async () => {
    const server = await started({ REGISTRAR_URL: aDatabase(), BALLOT_BOX_URL: aDatabase() });
    await wholeWay(server);
    expect(storesIn(server.config.dataDir)).toEqual([]);
  }, 180_000);

  test('with the registrar on MongoDB and the ballot box in files', async () => {
    const server = await started({ REGISTRAR_URL: aDatabase() });
    await wholeWay(server);
    expect(storesIn(server.config.dataDir)).toEqual(['ballots']);
  }, 180_000);

  test('with the registrar in a file and the ballot box on MongoDB', async () => {
    const server = await started({ BALLOT_BOX_URL: aDatabase() });
    await wholeWay(server);
    expect(storesIn(server.config.dataDir)).toEqual(['registrar.sqlite', 'rolls']);
  }, 180_000);

  test('two servers on the same databases are one: sessions, links and rate limits hold on either', async () => {
    const urls = { REGISTRAR_URL: aDatabase(), BALLOT_BOX_URL: aDatabase(), SESSION_SECRET: 's'.repeat(40) };
    const one = await started(urls);
    const hr = await setUpAcme(one);
    const other = await started(urls);
    expect(other.setupLink).toBeUndefined();
    expect((await other.request.get('/api/rounds').set('Cookie', hr)).status).toBe(200);
    const wrong = { email: 'hana@acme.test', password: 'not the password' };
    const replies = [];
    for (let at = 0; at < 24; at++) replies.push((await (at % 2 ? one : other).request.post('/api/session').send(wrong)).status);
    expect(replies.filter((status) => status === 429).length).toBeGreaterThan(0);
    expect((await one.request.delete('/api/session').set('Cookie', hr)).status).toBeLessThan(300);
    expect((await other.request.get('/api/rounds').set('Cookie', hr)).status).toBe(401);
  }, 180_000);
});

describeOn('mongo', 'while the database is away', () => {
  test.each(['cut', 'refuse', 'stall'] as const)(
    'requests are told so in time (%s), and go on with no restart when it is back',
    async (outage) => {
      const proxy = await startProxy(aDatabase());
      endings.push(() => proxy.close());
      const server = await started({ REGISTRAR_URL: proxy.url, BALLOT_BOX_URL: aDatabase() });
      endings.push(async () => proxy.set('pass'));
      const hr = await setUpAcme(server);
      await rosterOver(server, hr, { Sales: 12, Works: 11 });
      const running = await roundOver(server, hr, aDraft({ opens: '2026-03-02T07:00:00Z', graceMinutes: 0 }));
      const [invited, later] = running.people;
      if (!invited || !later) throw new Error('nobody was invited');
      const { ballot } = await collectOver(server.localUrl, invited);

      proxy.set(outage);
      const asked = Date.now();
      const [office, sign, ballots] = await Promise.all([
        server.request.get('/api/rounds').set('Cookie', hr),
        server.request.post('/api/session').send({ email: 'hana@acme.test', password: 'x' }),
        server.request.post('/ballot/invitation').send({ manifest: later.manifest, token: later.token }),
      ]);
      expect((Date.now() - asked) / 1000).toBeLessThan(PATIENCE);
      for (const reply of [office, sign, ballots]) {
        expect([reply.status, reply.body.code, Number(reply.headers['retry-after']) > 0]).toEqual([503, 'store-unavailable', true]);
      }

      proxy.set('pass');
      await until(async () => (await server.request.get('/api/rounds').set('Cookie', hr)).status === 200);
      await castOver(server.localUrl, ballot, someAnswers('core'));
      const second = await collectOver(server.localUrl, later);
      expect(await castOver(server.localUrl, second.ballot, someAnswers('core', 2))).toMatchObject({ manifest: running.hash });
    },
    180_000,
  );

  test('a start is refused in one line that names the place and not the password', async () => {
    const refusal = aServer({ environment: { REGISTRAR_URL: 'mongodb://hr:secret@127.0.0.1:9/candour' } });
    await expect(refusal).rejects.toMatchObject({ name: 'StoreCannotOpen' });
    await expect(refusal).rejects.toThrow(/^(?!.*secret)[^\n]*127\.0\.0\.1:9\/candour[^\n]*$/);
  }, 60_000);
});

/** What the stores left in the data folder; its secret aside. */
function storesIn(folder: string): string[] {
  return readdirSync(folder)
    .filter((name) => /^(registrar\.sqlite|rolls|ballots)$/.test(name))
    .sort();
}

async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) await new Promise((resolve) => setTimeout(resolve, 200));
}
