import { makeSigningKey } from '#server/keys/keys.js';
import { aDraft, aRosterFile } from '../builders/office.js';
import { launchedOver } from '../builders/office-server.js';
import { aServer, joined, setUpAcme, type TestServer } from '../builders/running-server.js';

let server: TestServer;
let hr: string;
let steward: string;
beforeAll(async () => {
  // Keys that are made take long enough for a launch to be seen under way.
  server = await aServer({ environment: { BASE_URL: 'https://candour.acme.test' }, makeSigningKey });
  hr = await setUpAcme(server);
  steward = await joined(server, hr, 'Stu', ['steward']);
});
afterAll(() => server.close());

const get = (path: string, cookie = hr) => server.request.get(path).set('Cookie', cookie);
const post = (path: string, body: object = {}, cookie = hr) => server.request.post(path).set('Cookie', cookie).send(body);
const upload = (path: string, file: string) => server.request.post(path).set('Cookie', hr).set('Content-Type', 'text/csv').send(file);

test('from a roster file to a launched round, over HTTP as HR does it', async () => {
  const file = aRosterFile({ Sales: 12, Works: 15 });
  const seen = await upload('/api/roster/preview', file);
  expect([seen.status, seen.body.people, seen.body.joined]).toEqual([200, 27, 27]);
  const imported = await upload(`/api/roster?fingerprint=${seen.body.fingerprint}`, file);
  expect(imported.body).toEqual({ people: 27, joined: 27, left: 0, moved: 0, leftOut: 0 });
  expect((await get('/api/units')).body.units.map(({ name, total }: { name: string; total: number }) => `${name} ${total}`)).toEqual([
    ...['Acme 27', 'Sales 12', 'Works 15'],
  ]);

  const created = await post('/api/rounds', aDraft({ opens: '2026-03-02T07:00:00Z' }));
  const path = `/api/rounds/${created.body.id}`;
  expect((await get(`${path}/privacy-preview`)).body).toMatchObject({ invited: 27, obstacles: [] });
  const begun = await post(`${path}/launch`);
  expect([begun.status, begun.body.state, begun.body.launch]).toEqual([200, 'draft', { state: 'under-way', step: 'keys', done: 0, of: 2 }]);
  const launched = await launchedOver(server, hr, created.body.id);
  expect(launched).toMatchObject({ state: expect.stringMatching(/^(scheduled|open)$/), invited: 27, launch: null });

  const terms = (await get(`${path}/terms`, steward)).body;
  expect(terms).toMatchObject({ hash: launched.manifestHash, code: launched.code });
  const manifest = await server.request.get(`/ballot/manifests/${terms.hash}`);
  expect(manifest.body).toEqual(terms.manifest);

  const sheet = await post(`${path}/sheet`);
  expect([sheet.status, sheet.headers['content-type'], sheet.headers['cache-control']]).toEqual([
    200,
    'text/html; charset=utf-8',
    'no-store',
  ]);
  expect(sheet.text.match(/<section class="slip"/g)).toHaveLength(27);
  const ledger = (await get('/api/ledger', steward)).body.entries.map(({ act }: { act: string }) => act);
  expect(ledger).toEqual(expect.arrayContaining(['roster-imported', 'round-created', 'round-launched', 'sheet-printed']));
});

test('a sample roster is there to download', async () => {
  const sample = await get('/api/roster/sample.csv');
  expect(sample.headers['content-disposition']).toMatch(/attachment; filename="?roster-sample.csv"?/);
  expect((await upload('/api/roster/preview', sample.text)).body).toMatchObject({ people: 4, problemCount: 0 });
});

test.each([
  ['rows that are wrong', '/api/roster?fingerprint=x', 'id,name,unit\n1,Ada,Sales\n1,Bob,Sales\n', 422, 'roster-rows-refused'],
  ['a file that was not previewed', '/api/roster?fingerprint=x', 'id,name,unit\n1,Ada,Sales\n', 409, 'roster-changed'],
  ['no CSV at all', '/api/roster/preview', 'id,name,unit\n1,"Ada,Sales\n', 400, 'roster-unreadable'],
  ['a mapping that is no JSON', '/api/roster/preview?mapping=x', 'id,name,unit\n', 400, 'input-malformed'],
])('%s is a clear refusal, and nothing is stored', async (_what, path, file, status, code) => {
  const before = (await get('/api/units')).body;
  const reply = await upload(path, file);
  expect(reply.headers['content-type']).toMatch('application/problem+json');
  expect(reply.body).toMatchObject({ status, code, remedy: expect.any(String) });
  expect((await get('/api/units')).body).toEqual(before);
});

test('a file over the limit is refused while it comes in', async () => {
  const reply = await upload('/api/roster/preview', `id,name,unit\n${'1,Ada,Sales\n'.repeat(1_800_000)}`).catch(
    (fault: { code?: string }) => fault,
  );
  // The server hangs up on the rest of the file; a client that reads the reply first sees the refusal.
  expect('status' in reply ? reply.body.code : reply.code).toMatch(/input-too-large|EPIPE|ECONNRESET/);
  expect((await get('/api/units')).status).toBe(200);
});

test('a round that an address misspells is not there', async () => {
  const { body } = await get('/api/rounds/doesnotexist');
  expect(body).toMatchObject({ status: 400, detail: 'There is no such round.', remedy: expect.any(String) });
  expect(body.problems).toBeUndefined();
});

test('what a field is refused for is a sentence', async () => {
  const { body } = await post('/api/colleagues', { name: 'Edgar', email: 'edgar@acme', roles: ['executive'] });
  expect(body).toMatchObject({ code: 'input-malformed', field: 'email', detail: expect.stringMatching(/\.$/) });
});

test('times out of order name the field', async () => {
  const reply = await post('/api/rounds', aDraft({ closes: '2026-03-04T07:00:00Z' }));
  expect(reply.body).toMatchObject({ status: 422, code: 'launch-times-wrong', field: 'closes', remedy: expect.any(String) });
});
