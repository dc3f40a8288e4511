import { once } from 'node:events';
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import mongoose from 'mongoose';
import { openSqlite } from '#server/storage/sqlite/sqlite.js';
import { aFolder, type Folder } from '../builders/folder.js';
import { killPrograms, runProgram, serving } from '../builders/program.js';
import { PASSWORD } from '../builders/running-server.js';
import { describeOn, dropMongo, mongoDatabase } from '../store-contract/engines.js';

/** As `npm test` built it just before. */
const SERVER = 'dist/server/src/main.js';

let place: Folder;
beforeEach(async () => {
  place = await aFolder();
});
afterEach(async () => {
  await killPrograms();
  await place.remove();
});

/** The program itself, with these options and no others. */
const run = (options: Record<string, string>, args = [SERVER]) => runProgram(args, { DATA_DIR: place.in('data'), ...options });

/** Its address and set-up link, once it serves. */
async function started() {
  const program = run({});
  const stop = () => {
    program.child.kill('SIGTERM');
    return program.ended();
  };
  return { ...(await serving(program)), stop };
}

async function setUp(url: string, token: string | undefined) {
  const body = JSON.stringify({
    token,
    organisation: { name: 'Acme', timeZone: 'Europe/Berlin', language: 'en' },
    account: { name: 'Hana', email: 'hana@acme.test', password: PASSWORD },
  });
  const reply = await fetch(`${url}/api/setup`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body });
  return { status: reply.status, body: await reply.json() };
}

describe('what cannot be started is one line that says what to do, and exit code 1', () => {
  test.each([
    ['PORT', 'eighty', /^PORT must be a whole number, 0 to 65535 \(it is "eighty"\)\n$/],
    ['PORT', '70000', /^PORT must be a whole number, 0 to 65535 \(it is "70000"\)\n$/],
    ['PORT', '-1', /^PORT must be a whole number, 0 to 65535 \(it is "-1"\)\n$/],
    ['PORT', '80.5', /^PORT must be a whole number, 0 to 65535 \(it is "80\.5"\)\n$/],
    ['HOST', 'http://localhost', /^HOST must be an address or name of this machine, without scheme and port, .+\n$/],
    ['HOST', 'localhost:8080', /^HOST must be .+ \(it is "localhost:8080"\)\n$/],
    ['TRUST_PROXY', 'yes', /^TRUST_PROXY must be .+\n$/],
    ['TRUST_PROXY', '-1', /^TRUST_PROXY must be the number of proxies in front, 0 to 10 \(it is "-1"\)\n$/],
    ['BASE_URL', 'candour.example.com', /^BASE_URL must be scheme and host .+for example https:.+\n$/],
    ['REGISTRAR_URL', 'postgres://localhost/x', /^REGISTRAR_URL must begin with sqlite:.+\n$/],
    ['REGISTRAR_URL', 'mongodb+srv://hr:secret@db.example.com', /^(?!.*secret)a mongodb URL is incomplete: it needs one host, .+\n$/],
    ['BALLOT_BOX_URL', 'mongodb+srv://hr:secret@db.example.com/', /^(?!.*secret)a mongodb URL is incomplete: it needs one host, .+\n$/],
    ['SMTP_URL', 'smtp://mail.example.com', /^MAIL_FROM is missing: set it to .+\n$/],
    ['WEB_CONCURRENCY', 'two', /^WEB_CONCURRENCY must be the number of server processes, 1 to 64 \(it is "two"\)\n$/],
    ['WEB_CONCURRENCY', '0', /^WEB_CONCURRENCY must be the number of server processes, 1 to 64 \(it is "0"\)\n$/],
    ['WEB_CONCURRENCY', '65', /^WEB_CONCURRENCY must be the number of server processes, 1 to 64 \(it is "65"\)\n$/],
    ['METRICS_TOKEN', 'short', /^METRICS_TOKEN must have 32 characters or more; leave it out and there are no metrics\n$/],
    ['LOG_LEVEL', 'loud', /^LOG_LEVEL must be one of fatal, error, .+ \(it is "loud"\)\n$/],
    ['SESSION_SECRET', 'short', /^SESSION_SECRET must have 32 characters or more; leave it out and one is made\n$/],
  ])('%s=%s', async (name, value, line) => {
    expect(await run({ [name]: value }).ended()).toEqual({ code: 1, out: '', err: expect.stringMatching(line) });
  });

  test('a port that is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const line = `port ${port} is taken: stop the program that uses it, or set PORT to another one\n`;
    expect(await run({ PORT: String(port) }).ended()).toEqual({ code: 1, out: '', err: line });
    other.close();
  });

  test('a data folder that lies under a file', async () => {
    const file = place.in('file');
    await writeFile(file, '');
    const line = `DATA_DIR ${join(file, 'data')} cannot be written: give this user the right to, or set DATA_DIR to another folder\n`;
    expect(await run({ DATA_DIR: join(file, 'data') }).ended()).toEqual({ code: 1, out: '', err: line });
  });

  // A folder that exists and in which nothing can be made, whatever rights one has.
  const linux = process.platform === 'linux' ? test : test.skip;
  linux('a data folder, or one of ballots, where none can be made', async () => {
    const nowhere = /^(DATA_DIR|The folder) \/proc\/candour\/data cannot be written: give .+\n$/;
    for (const options of [{ DATA_DIR: '/proc/candour/data' }, { BALLOT_BOX_URL: 'sqlite:/proc/candour/data' }])
      expect(await run(options).ended()).toEqual({ code: 1, out: '', err: expect.stringMatching(nowhere) });
  });

  test('a store that a newer program wrote', async () => {
    const path = place.in('registrar.sqlite');
    const database = await openSqlite(path);
    database.exec('PRAGMA user_version = 99');
    database.close();
    const { code, err } = await run({ DATA_DIR: place.folder }).ended();
    expect([code, err]).toEqual([1, expect.stringMatching(/^The registrar has schema 99, this program knows \d+: .+\n$/)]);
  });

  describeOn('mongo', 'on MongoDB', () => {
    test('a store that a newer program wrote, which is left as it was', async () => {
      const [people, ballots] = [mongoDatabase(), mongoDatabase()];
      const client = new mongoose.mongo.MongoClient(people);
      const all = async () => (await client.db().listCollections({}, { nameOnly: true }).toArray()).map(({ name }) => name);
      await client
        .db()
        .collection<{ _id: string }>('schema')
        .insertOne(Object.assign({ _id: 'registrar' }, { version: 99 }));
      const { code, err } = await run({ REGISTRAR_URL: people, BALLOT_BOX_URL: ballots }).ended();
      expect([code, err]).toEqual([1, expect.stringMatching(/^The registrar has schema 99, this program knows \d+: .+\n$/)]);
      expect(await all()).toEqual(['schema']);
      await client.close();
      await dropMongo(people, ballots);
    });
  });

  test('a store in a place that is not there', async () => {
    const path = join(place.folder, 'gone', 'registrar.sqlite');
    const { code, err } = await run({ REGISTRAR_URL: `sqlite:${path}` }).ended();
    expect([code, err]).toEqual([1, expect.stringMatching(/^The registrar \S+ cannot be opened: its folder is not there, .+\n$/)]);
  });

  test('a store of ballots under a file', async () => {
    const file = place.in('file');
    await writeFile(file, '');
    const { code, out, err } = await run({ BALLOT_BOX_URL: `sqlite:${join(file, 'ballots')}` }).ended();
    expect([code, out, err]).toEqual([1, '', expect.stringMatching(/^The folder \S+ballots cannot be written: give .+\n$/)]);
  });

  test('a store that is some other file', async () => {
    const path = place.in('registrar.sqlite');
    await writeFile(path, 'a letter, and no database at all\n'.repeat(100));
    const { code, err } = await run({ DATA_DIR: place.folder }).ended();
    expect([code, err]).toEqual([1, expect.stringMatching(/^The registrar \S+ cannot be opened: it is no database: .+\n$/)]);
  });

  test.each([['is not there'], ['has no bytes']])('rounds whose registrar %s: no new installation is made beside them', async (how) => {
    await mkdir(place.in('data/ballots'), { recursive: true });
    await writeFile(place.in(`data/ballots/${'ab'.repeat(16)}.package`), '');
    const path = place.in('data/registrar.sqlite');
    if (how === 'has no bytes') await writeFile(path, '');
    await writeFile(`${path}-wal`, 'a log that opening an empty file would destroy');
    const { code, err } = await run({}).ended();
    expect([code, err]).toEqual([1, expect.stringMatching(/^The registrar \S+ is missing or empty, but rounds lie in \S+ballots: .+\n$/)]);
    expect(await readFile(`${path}-wal`, 'utf8')).toMatch('a log');
  });

  test('a command that there is not', async () => {
    const { code, err } = await run({}, ['scripts/start.mjs', 'strat']).ended();
    expect([code, err]).toEqual([1, expect.stringMatching(/^.*there is no command "strat"; there are: start, .+\n$/)]);
  });
});

describe('a start', () => {
  test('makes all that it needs in an empty place, and ends in order when it is told to', async () => {
    const { url, setupLink, stop } = await started();
    expect(setupLink).toMatch(`${url}/setup#`);
    expect((await fetch(url)).status).toBe(200);
    expect((await readdir(place.in('data'))).sort()).toEqual(expect.arrayContaining(['registrar.sqlite', 'session-secret']));
    expect(await stop()).toMatchObject({ code: 0, err: '' });
  });

  test('that was cut off before its registrar had a byte is made up for by the next one', async () => {
    await mkdir(place.in('data/ballots'), { recursive: true });
    await mkdir(place.in('data/rolls'));
    await writeFile(place.in('data/registrar.sqlite'), '');
    const { setupLink, stop } = await started();
    expect(setupLink).toBeDefined();
    expect(await stop()).toMatchObject({ code: 0, err: '' });
  });

  const unix = process.platform === 'win32' ? test.skip : test;
  unix('keeps a secret that was put back by hand, as a copy that all may read, for its owner alone', async () => {
    await mkdir(place.in('data'));
    await writeFile(place.in('data/session-secret'), 's'.repeat(43), { mode: 0o644 });
    const { stop } = await started();
    await stop();
    expect((await stat(place.in('data/session-secret'))).mode & 0o777).toBe(0o600);
    expect(await readFile(place.in('data/session-secret'), 'utf8')).toBe('s'.repeat(43));
  });

  test.each([
    ['https://candour.example.com', '0', 1],
    ['https://candour.example.com', '1', 0],
    ['http://candour.example.com', '0', 0],
  ])('at %s with TRUST_PROXY=%s warns of sign-in limits that count a proxy: %i', async (BASE_URL, TRUST_PROXY, warnings) => {
    const program = run({ BASE_URL, TRUST_PROXY });
    await program.logged('started');
    program.child.kill('SIGTERM');
    await program.ended();
    expect(program.log().filter(({ level, msg }) => level === 40 && msg.startsWith('TRUST_PROXY is 0'))).toHaveLength(warnings);
  });

  test('that is told to stop at the very line that says where it is ends in order', async () => {
    const program = run({});
    program.child.stdout?.on('data', (chunk) => String(chunk).includes('Candour is at') && program.child.kill('SIGTERM'));
    expect(await program.ended()).toMatchObject({ code: 0, err: '' });
  });

  test('takes an address of IPv6 with the brackets that URLs have', async () => {
    const program = run({ HOST: '[::1]' });
    expect((await serving(program)).url).toMatch(/^http:\/\/\[::1\]:\d+$/);
    program.child.kill('SIGTERM');
    expect(await program.ended()).toMatchObject({ code: 0, err: '' });
  });

  test('is possible again on the same folder; the set-up link is a new one then, works once, and is printed no more', async () => {
    const first = await started();
    await first.stop();
    const second = await started();
    expect(await setUp(second.url, first.setupToken)).toMatchObject({ status: 410, body: { code: 'link-spent' } });
    expect(await setUp(second.url, second.setupToken)).toMatchObject({
      status: 200,
      body: { roles: ['hr'], organisation: { name: 'Acme' } },
    });
    expect(await setUp(second.url, second.setupToken)).toMatchObject({
      body: { code: expect.stringMatching(/^(setup-done|link-spent)$/) },
    });
    await second.stop();

    const third = await started();
    expect(third.setupLink).toBeUndefined();
    expect(await (await fetch(`${third.url}/api/setup`)).json()).toEqual({ needed: false });
    const signIn = { method: 'POST', headers: { 'Content-Type': 'application/json' } };
    const reply = await fetch(`${third.url}/api/session`, {
      ...signIn,
      body: JSON.stringify({ email: 'hana@acme.test', password: PASSWORD }),
    });
    expect(reply.status).toBe(200);
    await third.stop();
  });

  test('after kill -9 finds everything as it was', async () => {
    const first = await started();
    expect((await setUp(first.url, first.setupToken)).status).toBe(200);
    await killPrograms();
    const second = await started();
    expect(await (await fetch(`${second.url}/api/setup`)).json()).toEqual({ needed: false });
    expect(await second.stop()).toMatchObject({ code: 0, err: '' });
  });
});
