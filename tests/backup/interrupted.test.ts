import { mkdir, readdir } from 'node:fs/promises';
import { loadConfig } from '#server/config.js';
import { startServer } from '#server/main.js';
import { aFolder } from '../builders/folder.js';
import { signedIn } from '../builders/office-server.js';
import { aServer } from '../builders/running-server.js';
import { startChild } from '../processes/child.js';
import { aPublishedInstallation, backUpFrom, bringSecret, type PublishedInstallation, restoreTo } from './an-installation.js';

let installation: PublishedInstallation;
let place: Awaited<ReturnType<typeof aFolder>>;
let dataDir: string;

beforeAll(async () => {
  installation = await aPublishedInstallation();
  dataDir = installation.server.config.dataDir;
  place = await aFolder();
  await backUpFrom(dataDir, place.in('backup'));
}, 180_000);
afterAll(async () => {
  await installation.server.close();
  await place.remove();
});

describe.each(['rolls', 'ballots', 'registrar'] as const)('kill -9 in the middle of a restore, before the %s', (killBefore) => {
  let restored: string;
  beforeAll(async () => {
    restored = place.in(`killed before ${killBefore}`);
    await mkdir(restored);
    await bringSecret(dataDir, restored);
    const killed = startChild('restore.ts', { dataDir: restored, folder: place.in('backup'), killBefore });
    await expect(killed.ended()).rejects.toThrow('SIGKILL');
  });

  test('leaves nothing that a server would start on: one line says what to do', async () => {
    const config = await loadConfig({ DATA_DIR: restored, PORT: '0' });
    await expect(startServer(config)).rejects.toMatchObject({
      name: 'StoreCannotOpen',
      message: expect.stringMatching(/registrar\.sqlite cannot be opened: it is no database: restore it from a backup/),
    });
  });

  test('is no obstacle to restoring again, but is to another backup', async () => {
    await signedIn(installation.server, 'Hana'); // a session more: the backup is another one
    await backUpFrom(dataDir, place.in(`newer for ${killBefore}`));
    await expect(restoreTo(restored, place.in(`newer for ${killBefore}`))).rejects.toThrow(
      /^the restore of another backup was interrupted here/,
    );
    await restoreTo(restored, place.in('backup'));
    const again = await aServer({ environment: { DATA_DIR: restored }, clock: installation.server.clock });
    const cookie = await signedIn(again, 'Edgar');
    expect((await again.request.get(`/api/results/${installation.round}`).set('Cookie', cookie)).body.snapshot.outcome).toBe('results');
    await again.close();
    expect(await readdir(restored)).toEqual(expect.arrayContaining(['ballots', 'registrar.sqlite', 'rolls', 'session-secret']));
  });
});
