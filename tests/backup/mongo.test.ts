import { mkdir } from 'node:fs/promises';
import mongoose from 'mongoose';
import { openRegistrar } from '#server/storage/open-store.js';
import { aFolder } from '../builders/folder.js';
import { signedIn } from '../builders/office-server.js';
import { startChild } from '../processes/child.js';
import { describeOn, dropMongo, mongoDatabase } from '../store-contract/engines.js';
import {
  aBackedUpInstallation,
  anAnsweredRound,
  aServerOn,
  type BackedUpInstallation,
  backUpFrom,
  bringSecret,
  contentOf,
  peopleKnownInSummer,
  restoreTo,
  resultsOn,
  SUMMER,
} from './an-installation.js';

/** Which stores are on MongoDB; the others are in the data folder. */
const PLACEMENTS = [
  ['ballot boxes on MongoDB', ['BALLOT_BOX_URL']],
  ['every store on MongoDB', ['REGISTRAR_URL', 'BALLOT_BOX_URL']],
] as const;
/** What holds for minutes and is in no backup. */
const PASSING = ['sessions', 'tries', 'leases'];

for (const [placement, options] of PLACEMENTS) describeOn('mongo', `with ${placement}`, () => isKept(options));

function isKept(options: (typeof PLACEMENTS)[number][1]): void {
  let installation: BackedUpInstallation;
  let { place, dataDir, backup } = {} as BackedUpInstallation;
  const stores = newStores();
  const databases = [stores];

  /** New databases for each option. */
  function newStores(): Record<string, string> {
    return Object.fromEntries(options.map((name) => [name, mongoDatabase()]));
  }

  beforeAll(async () => {
    installation = await aBackedUpInstallation(stores);
    ({ place, dataDir, backup } = installation);
  }, 180_000);
  afterAll(async () => {
    await installation.close();
    await dropMongo(...databases.flatMap((each) => Object.values(each)));
  });

  async function anEmptyPlace(name: string) {
    await mkdir(place.in(name));
    await bringSecret(dataDir, place.in(name));
    const there = newStores();
    databases.push(there);
    return { folder: place.in(name), there };
  }

  test('a backup is made while the server runs; restored elsewhere, every collection and file is equal', async () => {
    const { folder, there } = await anEmptyPlace('equal');
    await restoreTo(folder, backup, false, there);
    expect(await contentOf(folder)).toEqual(await contentOf(dataDir));
    for (const name of options) {
      const [before, after] = [await collectionsOf(stores[name] ?? ''), await collectionsOf(there[name] ?? '')];
      expect(Object.keys(after).length).toBeGreaterThan(1);
      expect(after).toEqual(before);
    }
  });

  test('restored, a server starts on it and an executive reads the same results', async () => {
    const { folder, there } = await anEmptyPlace('served');
    await restoreTo(folder, backup, false, there);
    const again = await aServerOn(folder, installation, there);
    const results = await resultsOn(again, installation);
    expect(results.snapshot.outcome).toBe('results');
    expect(results).toEqual(await resultsOn(installation.server, installation));
    await again.close();
  });

  test('restored when the retention is long over, a server forgets who was invited in its first turn, and counts them still', async () => {
    const { folder, there } = await anEmptyPlace('summer');
    await restoreTo(folder, backup, false, there);
    expect(await peopleKnownInSummer(folder, installation, there)).toEqual({ before: 27, left: 0, counted: 27 });
  });

  test('a database that holds something is refused', async () => {
    const { folder } = await anEmptyPlace('occupied');
    const line = /^there is already a collection \w+ in 127\.0\.0\.1:\d+\/candour_test_\w+: restore into an empty place/;
    await expect(restoreTo(folder, backup, false, stores)).rejects.toThrow(line);
  });

  test('a backup of another engine is refused before anything is changed', async () => {
    const { folder } = await anEmptyPlace('other engine');
    await expect(restoreTo(folder, backup)).rejects.toThrow(
      /came from mongodb, here they would go into sqlite: set REGISTRAR_URL and BALLOT_BOX_URL/,
    );
  });

  test.each(['ballots', 'registrar'] as const)(
    'kill -9 in the middle of a restore, before the %s: no server starts on it; the same restore again completes it',
    async (killBefore) => {
      const { folder, there } = await anEmptyPlace(`killed before ${killBefore}`);
      const killed = startChild('restore.ts', { dataDir: folder, folder: backup, killBefore, urls: there });
      await expect(killed.ended()).rejects.toThrow('SIGKILL');
      await expect(aServerOn(folder, installation, there)).rejects.toMatchObject({ name: 'StoreCannotOpen' });
      await restoreTo(folder, backup, false, there);
      await (await aServerOn(folder, installation, there)).close();
    },
  );

  /** Last: from here on a round is under way. */
  test('while a round is under way a backup is refused; forced, it holds everything as it is', async () => {
    const { round } = await anAnsweredRound(installation.server, await signedIn(installation.server, 'Hana'), SUMMER);
    await expect(backUpFrom(dataDir, place.in('refused'), false, stores)).rejects.toThrow(
      /^no backup while a round is under way: "Summer" \(open\)/,
    );
    expect((await backUpFrom(dataDir, place.in('forced'), true, stores)).underWay).toEqual([round]);
    const { folder, there } = await anEmptyPlace('from forced');
    await restoreTo(folder, place.in('forced'), false, there);
    for (const name of options) expect(await collectionsOf(there[name] ?? '')).toEqual(await collectionsOf(stores[name] ?? ''));
  }, 120_000);
}

describeOn('mongo', 'a registrar', () => {
  test('that changes all the time is not copied half before and half after', async () => {
    const [url, place] = [mongoDatabase(), await aFolder()];
    const registrar = await openRegistrar(url);
    let goesOn = true;
    const entry = {
      organisation: 'acme00000000',
      at: '2026-03-03T12:00:00.000Z',
      who: 'Hana',
      act: 'signed-in',
      subject: '',
      reason: null,
    };
    const changing = (async () => {
      while (goesOn) await registrar.ledger.enter(entry);
    })();
    const copied = backUpFrom(place.in('data'), place.in('backup'), false, { REGISTRAR_URL: url });
    await expect(copied).rejects.toThrow(
      /^the store cannot be used: it changed in each of 5 tries to copy it: try again at a quieter time$/,
    );
    goesOn = false;
    await changing;
    expect((await backUpFrom(place.in('data'), place.in('backup'), false, { REGISTRAR_URL: url })).engines.registrar).toBe('mongodb');
    await registrar.close();
    await place.remove();
    await dropMongo(url);
  });
});

/** Every document and index of a database. */
async function collectionsOf(url: string): Promise<Record<string, unknown>> {
  const client = new mongoose.mongo.MongoClient(url);
  const database = client.db();
  const content: Record<string, unknown> = {};
  for (const { name } of await database.listCollections({}, { nameOnly: true }).toArray()) {
    if (PASSING.includes(name)) continue;
    const documents = await database.collection(name).find({}, { raw: true }).sort({ _id: 1 }).toArray();
    const indexes = await database.collection(name).indexes();
    content[name] = { documents: documents.map((document) => Buffer.from(document as unknown as Uint8Array).toString('base64')), indexes };
  }
  await client.close();
  return content;
}
