import { appendFile, cp, mkdir, readdir, readFile, stat, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { signedIn } from '../builders/office-server.js';
import { aServer } from '../builders/running-server.js';
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

let installation: BackedUpInstallation;
let { place, dataDir, backup } = {} as BackedUpInstallation;

beforeAll(async () => {
  installation = await aBackedUpInstallation();
  ({ place, dataDir, backup } = installation);
}, 180_000);
afterAll(() => installation.close());

/** An empty data folder with the secret that was kept apart. */
async function anEmptyPlace(name: string): Promise<string> {
  await mkdir(place.in(name));
  await bringSecret(dataDir, place.in(name));
  return place.in(name);
}

/** The backup once more, to be spoilt. */
async function aCopyOfIt(name: string): Promise<string> {
  await cp(backup, place.in(name), { recursive: true });
  return place.in(name);
}

describe('a backup', () => {
  test('is made while the server runs; restored elsewhere, every table and every file is equal', async () => {
    const restored = await anEmptyPlace('equal');
    await restoreTo(restored, backup);
    const [before, after] = [await contentOf(dataDir), await contentOf(restored)];
    expect(Object.keys(after).sort()).toEqual(Object.keys(before).sort());
    expect(Object.keys(after)).toContain(`ballots/${installation.round}.package`);
    expect(Object.keys(after)).toContain(`ballots/${installation.round}.scored.answers`);
    expect(after).toEqual(before);
  });

  test('is restored onto a new disk, on which there is nothing but what was made with it', async () => {
    const restored = await anEmptyPlace('disk');
    await mkdir(join(restored, 'ballots', 'lost+found'), { recursive: true });
    await restoreTo(restored, backup);
    expect(await readdir(join(restored, 'ballots'))).toContain(`${installation.round}.package`);
  });

  test('restored, a server starts on it and an executive reads the same results', async () => {
    const restored = await anEmptyPlace('served');
    await restoreTo(restored, backup);
    const again = await aServerOn(restored, installation);
    const results = await resultsOn(again, installation);
    expect(results.snapshot.outcome).toBe('results');
    expect(results).toEqual(await resultsOn(installation.server, installation));
    expect(again.setupLink).toBeUndefined();
    await again.close();
  });

  test('restored when the retention is long over, a server forgets who was invited in its first turn, and counts them still', async () => {
    const restored = await anEmptyPlace('summer');
    await restoreTo(restored, backup);
    expect(await peopleKnownInSummer(restored, installation)).toEqual({ before: 27, left: 0, counted: 27 });
  });

  test('holds no secret, and names no organisation and no round in its manifest', async () => {
    const secret = (await readFile(join(dataDir, 'session-secret'), 'utf8')).trim();
    const manifest = await readFile(join(backup, 'backup.json'), 'utf8');
    for (const { path } of JSON.parse(manifest).files) expect((await readFile(join(backup, path))).includes(secret)).toBe(false);
    expect(manifest).not.toMatch(new RegExp(`${secret}|Acme|Spring`));
    expect(JSON.parse(manifest)).toMatchObject({ underWay: [], answersUntil: '2026-03-27T17:00:00.000Z', product: '1.2.3' });
  });

  test('is for its owner alone, and shows no date but its own', async () => {
    expect((await stat(backup)).mode & 0o777).toBe(0o700);
    const restored = await anEmptyPlace('dates');
    await restoreTo(restored, backup);
    for (const folder of ['rolls', 'ballots'])
      for (const name of await readdir(join(restored, folder))) {
        const { mode, mtime } = await stat(join(restored, folder, name));
        expect([mode & 0o777, mtime.toISOString()]).toEqual([0o600, '2000-01-01T00:00:00.000Z']);
      }
  });

  test('is refused where something is already, and where nothing is to back up', async () => {
    await expect(backUpFrom(dataDir, backup)).rejects.toThrow(/first is there already and not empty: name a new folder$/);
    await expect(backUpFrom(place.in('nothing'), place.in('of-nothing'))).rejects.toThrow(/^there is no installation to back up here/);
    expect(await readdir(place.folder)).not.toContain('of-nothing.part');
  });
});

describe('a restore changes nothing', () => {
  test.each([
    [
      'a byte of a file is another',
      'registrar/registrar.sqlite',
      /^the backup is damaged: registrar\/registrar\.sqlite is not what was written/,
    ],
    ['a file is longer', 'ballots', /^the backup is damaged: ballots\/.+ is not what was written/],
    ['a file is missing', 'rolls', /^the backup is not whole: rolls\/.+ is missing/],
    ['the manifest is cut', 'backup.json', /backup\.json is damaged, or of a newer program/],
  ])('when %s', async (what, at, line) => {
    const spoilt = await aCopyOfIt(`spoilt ${what}`);
    const restored = await anEmptyPlace(`from spoilt ${what}`);
    await spoil(join(spoilt, at), what);
    await expect(restoreTo(restored, spoilt)).rejects.toThrow(line);
    expect(await readdir(restored)).toEqual(['session-secret']);
  });

  test('when its place is not empty, whichever store is there', async () => {
    const server = await aServer();
    const before = await contentOf(server.config.dataDir);
    await bringSecret(dataDir, server.config.dataDir);
    await expect(restoreTo(server.config.dataDir, backup)).rejects.toThrow(
      /^there is already .+registrar\.sqlite: restore into an empty place/,
    );
    await bringSecret(dataDir, server.config.dataDir);
    expect({ ...(await contentOf(server.config.dataDir)), 'session-secret': '' }).toEqual({ ...before, 'session-secret': '' });
    await server.close();

    const ballots = await anEmptyPlace('with ballots');
    await mkdir(join(ballots, 'ballots'));
    await mkdir(join(ballots, 'ballots', 'lost+found'));
    await writeFile(join(ballots, 'ballots', 'x'), '');
    await expect(restoreTo(ballots, backup)).rejects.toThrow(/^there are already files in .+ballots: restore into an empty place/);
  });

  test('when the secret is missing or another one, unless it is given up', async () => {
    await mkdir(place.in('no secret'));
    await expect(restoreTo(place.in('no secret'), backup)).rejects.toThrow(
      /^SESSION_SECRET is not in a backup: set it, or put the file session-secret/,
    );
    await writeFile(join(place.in('no secret'), 'session-secret'), 'x'.repeat(43));
    await expect(restoreTo(place.in('no secret'), backup)).rejects.toThrow(/^this is not the SESSION_SECRET that the backup belongs to/);
    expect(await readdir(place.in('no secret'))).toEqual(['session-secret']);
    await restoreTo(place.in('no secret'), backup, true);
    expect(await readdir(place.in('no secret'))).toContain('registrar.sqlite');
  });

  test('when its stores are of another engine, whose schemas have other numbers: one line', async () => {
    const other = await aCopyOfIt('of another engine');
    const manifest = JSON.parse(await readFile(join(other, 'backup.json'), 'utf8'));
    const engines = { ...manifest.engines, registrar: 'mongodb' };
    await writeFile(join(other, 'backup.json'), JSON.stringify({ ...manifest, schema: 99, engines }));
    await expect(restoreTo(await anEmptyPlace('of this engine'), other)).rejects.toThrow(
      /^the backup's registrar came from mongodb, here they would go into sqlite: set REGISTRAR_URL and BALLOT_BOX_URL/,
    );
  });

  test('when the schema is newer than the program: one line', async () => {
    const newer = await aCopyOfIt('newer');
    const manifest = JSON.parse(await readFile(join(newer, 'backup.json'), 'utf8'));
    await writeFile(join(newer, 'backup.json'), JSON.stringify({ ...manifest, schema: 99 }));
    const restored = await anEmptyPlace('from newer');
    await expect(restoreTo(restored, newer)).rejects.toThrow(
      /^the backup has schema 99 \(version 1\.2\.3\), this program knows \d+: restore it with the newer program$/,
    );
    expect(await readdir(restored)).toEqual(['session-secret']);
  });
});

/** Last in this file: from here on a round is under way. */
describe('while a round is under way', () => {
  let round: string;
  beforeAll(async () => {
    ({ round } = await anAnsweredRound(installation.server, await signedIn(installation.server, 'Hana'), SUMMER));
  }, 120_000);

  test('a backup is refused in one line that names the round and what to do, and leaves nothing', async () => {
    await expect(backUpFrom(dataDir, place.in('refused'))).rejects.toThrow(
      /^no backup while a round is under way: "Summer" \(open\)\..+ Back up once it is over, or add --with-open-rounds if you must$/,
    );
    expect((await readdir(place.folder)).filter((name) => name.startsWith('refused'))).toEqual([]);
  });

  test('forced, it holds roll, keys and box as they are, and says so', async () => {
    const { underWay } = await backUpFrom(dataDir, place.in('forced'), true);
    expect(underWay).toEqual([round]);
    const restored = await anEmptyPlace('from forced');
    await restoreTo(restored, place.in('forced'));
    const [before, after] = [await contentOf(dataDir), await contentOf(restored)];
    expect(Object.keys(after)).toEqual(expect.arrayContaining([`rolls/${round}.signing.key`, `ballots/${round}.scored.slots.sqlite`]));
    expect(after).toEqual(before);
  });

  test('forced, and restored without the old secret, it is an installation that starts, whose round can be cancelled', async () => {
    await backUpFrom(dataDir, place.in('of another secret'), true);
    await mkdir(place.in('without its secret'));
    await restoreTo(place.in('without its secret'), place.in('of another secret'), true);
    const server = await aServerOn(place.in('without its secret'), installation);
    const hr = await signedIn(server, 'Hana');
    const reply = await server.request.post(`/api/rounds/${round}/cancellation`).set('Cookie', hr).send({ reason: 'Its keys are lost.' });
    expect(reply).toMatchObject({ status: 200, body: { state: 'cancelled' } });
    await server.close();
  });
});

async function spoil(path: string, what: string): Promise<void> {
  const file = (await stat(path)).isDirectory() ? join(path, (await readdir(path))[0] ?? '') : path;
  if (what.endsWith('longer')) return appendFile(file, 'x');
  if (what.endsWith('missing')) return unlink(file);
  const bytes = await readFile(file);
  if (what.endsWith('cut')) return writeFile(file, bytes.subarray(0, 100));
  bytes[5000] = (bytes[5000] ?? 0) ^ 1;
  return writeFile(file, bytes);
}
