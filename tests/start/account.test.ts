import { readdir } from 'node:fs/promises';
import { aFolder, type Folder } from '../builders/folder.js';
import { runProgram } from '../builders/program.js';
import { aServer, setUpAcme, type TestServer } from '../builders/running-server.js';

/** The command as `npm test` built it just before. */
const reset = (options: Record<string, string>, email = 'hana@acme.test') =>
  runProgram(['dist/scripts/account.js', 'reset', email], options).ended();

describe('a reset of an account', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await aServer();
    await setUpAcme(server);
  });
  afterAll(() => server.close());

  test.each([
    [{ HOST: '::', PORT: '8123' }, 'http://localhost:8123', 'BASE_URL is not set: the link is for a browser on this machine.\n'],
    [{ HOST: '0.0.0.0', PORT: '8123' }, 'http://localhost:8123', 'BASE_URL is not set: the link is for a browser on this machine.\n'],
    [{ BASE_URL: 'https://candour.acme.test' }, 'https://candour.acme.test', ''],
  ])('with %j prints a link that a browser can open', async (options, address, err) => {
    const { code, ...said } = await reset({ DATA_DIR: server.config.dataDir, ...options });
    expect([code, said.err]).toEqual([0, err]);
    expect(said.out).toMatch(new RegExp(`^${address}/join#[A-Za-z0-9_-]{43}\nIt works once, until .+\n$`));
  });
});

describe('where there is no installation', () => {
  let place: Folder;
  beforeEach(async () => {
    place = await aFolder();
  });
  afterEach(() => place.remove());

  test('a reset says so in one line, and makes none', async () => {
    const line = 'there is no installation here: check DATA_DIR and REGISTRAR_URL\n';
    expect(await reset({ DATA_DIR: place.folder })).toEqual({ code: 1, out: '', err: line });
    expect(await reset({ DATA_DIR: place.in('mistyped') })).toEqual({ code: 1, out: '', err: line });
    expect(await readdir(place.folder)).toEqual([]);
  });
});
