import { readdir } from 'node:fs/promises';
import supertest from 'supertest';
import { loadConfig } from '#server/config.js';
import { startServer } from '#server/start-server.js';
import { aLaunchedRound, aPlace, type Place, SESSION_SECRET } from '../builders/launched-round.js';
import { aLog } from '../builders/running-server.js';
import { describeEachEngine } from '../store-contract/engines.js';

const OTHER = 'another secret than that of the tests';

describeEachEngine('while a round is under way', ({ open }) => {
  let place: Place & { remove(): Promise<void> };
  beforeEach(async () => {
    place = await aPlace((await open()).urls);
  });
  afterEach(() => place.remove());

  /** A server on the place's stores with a secret of its own. */
  async function start(sessionSecret: string) {
    const { registrar, ballotBox } = place.urls;
    const urls = { registrarUrl: registrar, rollUrl: place.urls.roll, ballotBoxUrl: ballotBox };
    const config = { ...(await loadConfig({ DATA_DIR: place.folder, PORT: '0', SESSION_SECRET: sessionSecret })), ...urls };
    const scryptCost = { logN: 4, r: 8, p: 1 };
    return startServer(config, { clock: place.clock, log: aLog(), scryptCost, clientFolder: place.folder, allowInsecureBaseUrl: true });
  }

  test.each([[true], [false]])('a server with another SESSION_SECRET does not start, and says what to do (open: %s)', async (opened) => {
    await aLaunchedRound(place, { opened });
    await expect(start(OTHER)).rejects.toMatchObject({
      name: 'ConfigError',
      message: expect.stringMatching(
        /^SESSION_SECRET is not the one that these rounds were launched with: "Spring". Set the one of then, .+$/,
      ),
    });
    await (await start(SESSION_SECRET)).close();
  });

  test('a server that was there before it, with another SESSION_SECRET, says that it is not ready', async () => {
    const [right, wrong] = [await start(SESSION_SECRET), await start(OTHER)];
    await aLaunchedRound(place);
    const asked = ({ localUrl }: typeof right) => supertest(localUrl).get('/readyz');
    expect(await asked(right)).toMatchObject({ status: 200, text: 'Ready.\n' });
    const line = 'Not ready: SESSION_SECRET is not the one that a round under way was launched with.\n';
    expect(await asked(wrong)).toMatchObject({ status: 503, text: line });
    await Promise.all([right.close(), wrong.close()]);
  });

  test('a server that opens none of its keys leaves the work that is due to one that does', async () => {
    const wrong = await start(OTHER);
    await wrong.wired.scheduler.tick();
    const right = await start(SESSION_SECRET);
    const leads = ({ wired }: typeof right) => wired.scheduler.standing().leads;
    expect([leads(right), leads(wrong)]).toEqual([false, true]);

    await aLaunchedRound(place);
    await wrong.wired.scheduler.tick();
    await right.wired.scheduler.tick();
    expect([leads(right), leads(wrong)]).toEqual([true, false]);
    await Promise.all([right.close(), wrong.close()]);
  });
});

test('where the file session-secret is gone while a round is under way no other is made', async () => {
  const place = await aPlace();
  await aLaunchedRound(place, { opened: false });
  await expect(loadConfig({ DATA_DIR: place.folder })).rejects.toMatchObject({
    name: 'ConfigError',
    message: expect.stringMatching(
      /^the file session-secret is missing or empty in \S+, and the keys of a round .+: put it back, or set SESSION_SECRET .+$/,
    ),
  });
  expect(await readdir(place.folder)).not.toContain('session-secret');
  await place.remove();
});
