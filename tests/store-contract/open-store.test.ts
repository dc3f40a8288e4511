import { createSocket } from 'node:dgram';
import { promises } from 'node:dns';
import { once } from 'node:events';
import { loadConfig, readPlaces } from '#server/config.js';
import { mongoPlace } from '#server/storage/mongo/connection.js';
import { openBallotBox, openRoll, prepareStore, refuseSharedPlace, StoreUrlRefused, sqlitePath } from '#server/storage/open-store.js';
import { StoreUnavailable } from '#server/storage/port/store-unavailable.js';
import { openStores } from '#server/stores.js';
import { aBallot, aBoxPlan, aRound } from '../builders/ballots.js';
import { aFolder } from '../builders/folder.js';
import { aClaim, anEntry, aRoll } from '../builders/invitations.js';
import { describeOn, dropMongo, mongoDatabase, toArray } from './engines.js';

test('a store that no engine serves is refused in one line that says what to write', () => {
  for (const url of ['postgres://db', '', 'sqlite:', './data', 'mongodb://', 'mongodb://db.example', 'mongodb://db.example/?w=1']) {
    expect(() => openBallotBox(url)).toThrow(StoreUrlRefused);
    expect(() => openRoll(url)).toThrow(/^[^\n]*give sqlite:PATH[^\n]* or mongodb:[^\n]*$/);
  }
});

test('a refusal never repeats the password in a URL', () => {
  for (const url of ['postgres://hr:secret@db.example/roll', 'mongodb://hr:secret@db.example', 'mongodb://hr:secret@/roll'])
    expect(() => openRoll(url)).toThrow(/^(?!.*secret)/);
  const shared = 'mongodb://hr:secret@db.example/candour';
  expect(() => refuseSharedPlace({ registrarUrl: shared, rollUrl: shared, ballotBoxUrl: shared })).toThrow(/^(?!.*secret)/);
});

test('sqlite: takes a relative path, an absolute one, and one with slashes as URLs have them', () => {
  expect(sqlitePath('sqlite:/data/rolls')).toBe('/data/rolls');
  expect(sqlitePath('sqlite:///data/rolls')).toBe('/data/rolls');
  expect(sqlitePath('sqlite:data/rolls')).toBe(`${process.cwd()}/data/rolls`);
  expect(sqlitePath('sqlite:/data/a:b')).toBe('/data/a:b');
});

test('registrar and ballot box in one mongo database are refused, however its URL is written', () => {
  const people = 'mongodb://a.example:27017,b.example/candour?replicaSet=rs';
  const refused = (ballotBoxUrl: string) => () => refuseSharedPlace({ registrarUrl: people, rollUrl: people, ballotBoxUrl });
  for (const same of [people, 'mongodb://B.example,a.example/candour', 'mongodb://hr:x@b.example:27017,a.example/candour?replicaSet=rs'])
    expect(refused(same)).toThrow(/REGISTRAR_URL and BALLOT_BOX_URL name one database/);
  for (const other of ['mongodb://a.example,b.example/ballots', 'mongodb://c.example/candour', 'sqlite:./ballots'])
    expect(refused(other)).not.toThrow();
});

test('ballots in the folder of the registrar or of the rolls are refused, whichever way it is written', () => {
  const refused = (ballotBoxUrl: string) => () =>
    refuseSharedPlace({ registrarUrl: 'sqlite:/data/registrar.sqlite', rollUrl: 'sqlite:/data/rolls', ballotBoxUrl });
  for (const same of ['sqlite:/data', 'sqlite:///data/', 'sqlite:/data/rolls', 'sqlite:/data/ballots/../rolls/'])
    expect(refused(same)).toThrow(/^BALLOT_BOX_URL names the folder of another store \(\/data.+move the files \*\.slots\.sqlite\*, /);
  for (const own of ['sqlite:/data/ballots', 'sqlite:/other-disk', 'mongodb://db.example/ballots']) expect(refused(own)).not.toThrow();
});

test('roll and keys lie beside the registrar: its database, or rolls in the data folder', async () => {
  const beside = async (REGISTRAR_URL?: string) =>
    (await readPlaces({ DATA_DIR: '/data', ...(REGISTRAR_URL ? { REGISTRAR_URL } : {}) })).rollUrl;
  expect(await beside('mongodb://db.example/candour')).toBe('mongodb://db.example/candour');
  expect(await beside('mongodb+srv://db.example/candour')).toBe('mongodb+srv://db.example/candour');
  expect(await beside('sqlite:/elsewhere/registrar.sqlite')).toBe('sqlite:/data/rolls');
  expect(await beside()).toBe('sqlite:/data/rolls');
});

test('ballots in the data folder are refused, wherever registrar and rolls lie', () => {
  const people = 'mongodb://db.example/candour';
  const refused = (ballotBoxUrl: string) => () =>
    refuseSharedPlace({ registrarUrl: people, rollUrl: people, ballotBoxUrl, dataDir: '/data' });
  expect(refused('sqlite:/data/')).toThrow(/^BALLOT_BOX_URL names the folder of another store/);
  expect(refused('sqlite:/data/ballots')).not.toThrow();
});

describe('a database that is named by mongodb+srv', () => {
  const WRITTEN = [
    'mongodb+srv://db.example.com/candour',
    'mongodb+srv://hr:s%40cret@db.example.com/candour',
    'mongodb+srv://hr:s%40cret@DB.example.com/candour?retryWrites=true&w=majority&authSource=admin',
  ];

  test.each(WRITTEN)('may keep registrar, roll and keys, or the ballots: %s', async (url) => {
    const place = await aFolder();
    const options = { DATA_DIR: place.in('data'), SESSION_SECRET: 's'.repeat(32) };
    expect(await loadConfig({ ...options, REGISTRAR_URL: url })).toMatchObject({ registrarUrl: url, rollUrl: url });
    expect(await loadConfig({ ...options, BALLOT_BOX_URL: url })).toMatchObject({ ballotBoxUrl: url });
    await place.remove();
  });

  test('is one place however it is written, and people and ballots may not share it', () => {
    expect(WRITTEN.map(mongoPlace)).toEqual(WRITTEN.map(() => 'db.example.com/candour'));
    const [people = '', ...others] = WRITTEN;
    const refused = (ballotBoxUrl: string) => () => refuseSharedPlace({ registrarUrl: people, rollUrl: people, ballotBoxUrl });
    for (const same of others)
      expect(refused(same)).toThrow(/^(?!.*s%40cret)(?!.*s@cret)REGISTRAR_URL and BALLOT_BOX_URL name one database/);
    for (const other of ['mongodb+srv://db.example.com/ballots', 'mongodb+srv://other.example.com/candour'])
      expect(refused(other)).not.toThrow();
  });

  test.each([
    ['no database', 'mongodb+srv://hr:secret@db.example.com'],
    ['no database but a slash', 'mongodb+srv://hr:secret@db.example.com/'],
    ['no database but options', 'mongodb+srv://hr:secret@db.example.com/?retryWrites=true'],
    ['no host', 'mongodb+srv://hr:secret@/candour'],
    ['a port', 'mongodb+srv://hr:secret@db.example.com:27017/candour'],
    ['two hosts', 'mongodb+srv://hr:secret@a.example.com,b.example.com/candour'],
  ])('with %s is refused in one line without its password', async (_what, url) => {
    const line = /^(?!.*secret)a mongodb URL is incomplete: it needs one host, without a port, and a database, [^\n]+ or mongodb:[^\n]+$/;
    for (const open of [openBallotBox, openRoll]) expect(() => open(url)).toThrow(line);
    await expect(prepareStore(url)).rejects.toMatchObject({ name: 'StoreUrlRefused', message: expect.stringMatching(line) });
  });

  test('whose name nobody knows is refused in one line that names the place and not the password, and is a store that is away', async () => {
    const nobody = await aNameServer();
    const url = 'mongodb+srv://hr:secret@db.example.com/candour';
    const box = openBallotBox(url);
    try {
      const line = /^(?!.*secret)The database db\.example\.com\/candour cannot be reached: [^\n]+$/;
      await expect(prepareStore(url)).rejects.toMatchObject({ name: 'StoreCannotOpen', message: expect.stringMatching(line) });
      await expect(box.seal(aRound())).rejects.toThrow(StoreUnavailable);
      expect(nobody.asked()).toContain('_mongodb._tcp.db.example.com');
    } finally {
      await box.close();
      nobody.close();
    }
  });
});

/** Stands in for the name server of this machine, and knows no name. */
async function aNameServer() {
  const before = promises.getServers();
  const names: string[] = [];
  const server = createSocket('udp4');
  server.on('message', (question, { port }) => {
    names.push(nameIn(question));
    // The question itself, as an answer (RFC 1035, 4.1.1): there is no such name.
    const answer = Buffer.from(question);
    answer.writeUInt16BE(0x8183, 2);
    server.send(answer, port, '127.0.0.1');
  });
  server.bind(0, '127.0.0.1');
  await once(server, 'listening');
  promises.setServers([`127.0.0.1:${server.address().port}`]);
  const close = () => {
    promises.setServers(before);
    server.close();
  };
  return { asked: () => names, close };
}

/** Labels with their lengths, up to one of none. */
function nameIn(question: Buffer): string {
  const labels: string[] = [];
  for (let at = 12, length = question[at] ?? 0; length > 0; at += length + 1, length = question[at] ?? 0)
    labels.push(question.toString('latin1', at + 1, at + 1 + length));
  return labels.join('.');
}

describeOn('mongo', 'a registrar that was lost on mongo', () => {
  test('is not replaced by a new one while rounds lie elsewhere', async () => {
    const [people, ballots] = [mongoDatabase(), mongoDatabase()];
    const urls = { registrarUrl: people, rollUrl: people, ballotBoxUrl: ballots };
    try {
      const stores = await openStores(urls);
      await stores.ballotBox.create(aRound(), aBoxPlan());
      await stores.close();
      await (await openStores(urls)).close();
      await dropMongo(people);
      const line = /^The registrar \S+ is missing or empty, but rounds lie in \S+: check .+$/;
      await expect(openStores(urls)).rejects.toMatchObject({ name: 'StoreCannotOpen', message: expect.stringMatching(line) });
    } finally {
      await dropMongo(people, ballots);
    }
  });
});

describeOn('mongo', 'one database under two names on mongo', () => {
  test('is refused at the first start and at every other, and so are URLs that were swapped', async () => {
    const [one, other] = [mongoDatabase(), mongoDatabase()];
    const twoNames = new URL(one);
    twoNames.searchParams.set('appName', 'x');
    twoNames.hostname = twoNames.hostname === 'localhost' ? '127.0.0.1' : 'localhost';
    const open = (registrarUrl: string, ballotBoxUrl: string) => openStores({ registrarUrl, rollUrl: registrarUrl, ballotBoxUrl });
    const line = /^BALLOT_BOX_URL names a database in which a registrar lies \(.+name another database/;
    try {
      await expect(open(one, twoNames.href)).rejects.toThrow(line);
      await expect(open(one, twoNames.href)).rejects.toThrow(line);
      await (await open(one, other)).close();
      await expect(open(other, one)).rejects.toThrow(line);
      await (await open(one, other)).close();
    } finally {
      await dropMongo(one, other);
    }
  });
});

describeOn('mongo', 'stores of both engines side by side on mongo', () => {
  test.each(['people', 'ballots'])('%s on MongoDB, the others in files', async (onMongo) => {
    const place = await aFolder();
    const database = mongoDatabase();
    const registrarUrl = onMongo === 'people' ? database : `sqlite:${place.in('registrar.sqlite')}`;
    const rollUrl = onMongo === 'people' ? database : `sqlite:${place.in('rolls')}`;
    const ballotBoxUrl = onMongo === 'ballots' ? database : `sqlite:${place.in('ballots')}`;
    const stores = await openStores({ registrarUrl, rollUrl, ballotBoxUrl });
    try {
      const round = aRound();
      const [person = anEntry()] = (await aRoll(stores.roll, round)).people;
      await stores.ballotBox.create(round, aBoxPlan());
      const ballot = aBallot();

      expect(await stores.roll.claim(round, aClaim(person))).toMatchObject({ outcome: 'granted' });
      expect(await stores.ballotBox.castOnce(round, ballot)).toBe('counted');
      expect(await toArray(stores.ballotBox.stream(round))).toHaveLength(1);
      expect(await stores.registrar.organisations.list()).toEqual([]);
    } finally {
      await stores.close();
      await dropMongo(database);
      await place.remove();
    }
  });
});
