import { mkdir, readdir } from 'node:fs/promises';
import { loadConfig } from '#server/config.js';
import { startServer } from '#server/start-server.js';
import { signedIn } from '../builders/office-server.js';
import { startChild } from '../processes/child.js';
import {
  aBackedUpInstallation,
  aServerOn,
  type BackedUpInstallation,
  backUpFrom,
  bringSecret,
  restoreTo,
  resultsOn,
} from './an-installation.js';

let installation: BackedUpInstallation;
let { place, dataDir, backup } = {} as BackedUpInstallation;

beforeAll(async () => {
  installation = await aBackedUpInstallation();
  ({ place, dataDir, backup } = installation);
}, 180_000);
afterAll(() => installation.close());

describe.each(['rolls', 'ballots', 'registrar'] as const)('kill -9 in the middle of a restore, before the %s', (killBefore) => {
  let restored: string;
  beforeAll(async () => {
    restored = place.in(`killed before ${killBefore}`);
    await mkdir(restored);
    await bringSecret(dataDir, restored);
    const killed = startChild('restore.ts', { dataDir: restored, folder: backup, killBefore });
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
    await restoreTo(restored, backup);
    const again = await aServerOn(restored, installation);
    expect((await resultsOn(again, installation)).snapshot.outcome).toBe('results');
    await again.close();
    expect(await readdir(restored)).toEqual(expect.arrayContaining(['ballots', 'registrar.sqlite', 'rolls', 'session-secret']));
  });
});
