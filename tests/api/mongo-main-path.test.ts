import { readdirSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { LIMITS } from '#server/accounts/limits.js';
import { openMongo } from '#server/storage/mongo/connection.js';
import { Snapshot } from '#shared/results/snapshot.js';
import { castOver, collectOver } from '../builders/http-voter.js';
import { someAnswers } from '../builders/launched-round.js';
import { aDraft } from '../builders/office.js';
import { moveTo, rosterOver, roundOver, signedIn } from '../builders/office-server.js';
import { aServer, setUpAcme, type TestServer } from '../builders/running-server.js';
import { describeOn, dropMongo, mongoDatabase, withOptions } from '../store-contract/engines.js';

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

/** All that is asked without changing anything. Whatever else is sent writes. */
const READS = new Set([
  ...['find', 'getMore', 'aggregate', 'count', 'listCollections', 'listIndexes', 'killCursors', 'endSessions'],
  ...['saslStart', 'saslContinue'],
]);

interface Heard {
  name: string;
  collection: unknown;
  writeConcern: unknown;
  readFrom: string;
}

/** Hears every command to this database: whoever opens it by the same URL has the same connection. */
async function listening(url: string) {
  const store = openMongo(url);
  endings.push(() => store.close());
  const heard: Heard[] = [];
  const client = (await store.ready()).getClient();
  client.on('commandStarted', ({ commandName: name, command }) => {
    // To a server that stands alone the driver says nothing of where it reads.
    const { [name]: collection, writeConcern, $readPreference = client.readPreference } = command;
    heard.push({ name, collection, writeConcern, readFrom: $readPreference.mode });
  });
  return heard;
}

describeOn('mongo', 'the whole way from set-up to results', () => {
  test('by URLs that ask for less every write is acknowledged by most members, from their disks, and nothing is read elsewhere', async () => {
    const less = { w: '0', journal: 'false', readPreference: 'secondary', monitorCommands: 'true' };
    const [people, ballots] = [withOptions(aDatabase(), less), withOptions(aDatabase(), less)];
    const heard = { people: await listening(people), ballots: await listening(ballots) };
    const server = await started({ REGISTRAR_URL: people, BALLOT_BOX_URL: ballots });
    await wholeWay(server);
    await cancelledWay(server);

    const kinds = ['insert', 'update', 'findAndModify', 'create', 'drop'];
    for (const [store, commands] of Object.entries(heard)) {
      const writes = commands.filter(({ name }) => !READS.has(name));
      expect(writes.map(({ name }) => name)).toEqual(expect.arrayContaining(store === 'people' ? [...kinds, 'createIndexes'] : kinds));
      expect(writes.filter(({ writeConcern }) => !isDeepStrictEqual(writeConcern, { w: 'majority', j: true }))).toEqual([]);
      expect(commands.filter(({ readFrom }) => readFrom === 'secondary')).toEqual([]);
    }
  }, 180_000);

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
    const { tries } = LIMITS['account-from-address'];
    expect(replies).toEqual([...Array(tries).fill(401), ...Array(24 - tries).fill(429)]);
    expect((await one.request.delete('/api/session').set('Cookie', hr)).status).toBeLessThan(300);
    expect((await other.request.get('/api/rounds').set('Cookie', hr)).status).toBe(401);
  }, 180_000);
});

/** What the whole way leaves out: a person who is added, a ballot that somebody else fetched, a round that is cancelled, and the end of its retention. */
async function cancelledWay(server: TestServer): Promise<void> {
  await moveTo(server, '2026-04-20T08:00:00Z');
  const hr = await signedIn(server, 'Hana');
  await rosterOver(server, hr, { Sales: 12, Works: 11 });
  const draft = aDraft({
    ...{ opens: '2026-04-20T07:00:00Z', mayCloseFrom: '2026-04-27T07:00:00Z', closes: '2026-05-01T16:00:00Z' },
    ...{ mayExtendTo: '2026-05-08T16:00:00Z', employeesSeeResultsFrom: '2026-05-11T08:00:00Z' },
  });
  const { round, people } = await roundOver(server, hr, draft);
  const [voter] = people;
  if (!voter) throw new Error('nobody was invited');
  await rosterOver(server, hr, { Sales: 13, Works: 11 });
  const post = (path: string) => server.request.post(`/api/rounds/${round}/${path}`).set('Cookie', hr);
  const joined = (await server.request.get('/api/people').query({ search: '0-12' }).set('Cookie', hr)).body.people[0];
  expect((await post('additions').send({ person: joined.id, reason: 'She joined today.' })).status).toBe(200);
  const { ballot } = await collectOver(server.localUrl, voter);
  await castOver(server.localUrl, ballot, someAnswers('core'));
  const { manifest, token } = voter;
  expect((await server.request.post('/ballot/not-me').send({ manifest, token })).status).toBe(204);
  expect((await post('cancellation').send({ reason: 'The wrong roster.' })).status).toBe(200);
  await moveTo(server, '2026-04-20T09:00:00Z');
  expect(await server.stores.ballotBox.countByUnit(round, 'scored')).toEqual(new Map());
}

/** What the stores left in the data folder; its secret aside. */
function storesIn(folder: string): string[] {
  return readdirSync(folder)
    .filter((name) => /^(registrar\.sqlite|rolls|ballots)$/.test(name))
    .sort();
}
