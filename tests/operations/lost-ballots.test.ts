import { loadConfig } from '#server/config.js';
import { startServer } from '#server/start-server.js';
import { aFolder } from '../builders/folder.js';
import { aLaunchedRound, aPlace, type Place, SESSION_SECRET } from '../builders/launched-round.js';
import { aLog } from '../builders/running-server.js';
import { describeEachEngine } from '../store-contract/engines.js';

describeEachEngine('while a round is under way', ({ open }) => {
  let place: Place & { remove(): Promise<void> };
  beforeEach(async () => {
    place = await aPlace((await open()).urls);
  });
  afterEach(() => place.remove());

  /** A server on the place's stores, with its ballots somewhere else. */
  async function start(ballotBoxUrl: string) {
    const { registrar: registrarUrl, roll: rollUrl } = place.urls;
    const options = await loadConfig({ DATA_DIR: place.folder, PORT: '0', SESSION_SECRET });
    const config = { ...options, registrarUrl, rollUrl, ballotBoxUrl };
    const scryptCost = { logN: 4, r: 8, p: 1 };
    return startServer(config, { clock: place.clock, log: aLog(), scryptCost, clientFolder: place.folder, allowInsecureBaseUrl: true });
  }

  test.each([[true], [false]])(
    'a server that does not find its ballots (a disk that is not mounted) does not start, and says what to do (open: %s)',
    async (opened) => {
      const { round } = await aLaunchedRound(place, { opened });
      const elsewhere = await aFolder();
      const line =
        /^The place of ballots does not hold those of these rounds under way: "Spring"\. Mount its disk, or set BALLOT_BOX_URL to .+$/;
      await expect(start(`sqlite:${elsewhere.folder}`)).rejects.toMatchObject({
        name: 'ConfigError',
        message: expect.stringMatching(line),
      });
      await (await start(place.urls.ballotBox)).close();

      // Lost for good: without its keys HR can cancel it.
      for (const name of ['signing', 'mail', 'box'] as const) await place.keys.destroy(round, name);
      await (await start(`sqlite:${elsewhere.folder}`)).close();
      await elsewhere.remove();
    },
  );
});
