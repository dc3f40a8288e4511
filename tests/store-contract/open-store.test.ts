import { readPlaces } from '#server/config.js';
import { openBallotBox, openRoll, refuseSharedPlace, StoreUrlRefused, sqlitePath } from '#server/storage/open-store.js';
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
