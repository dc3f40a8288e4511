import { mkdir, readdir } from 'node:fs/promises';
import { readPlaces } from '#server/config.js';
import { keptStores } from '#server/storage/open-store.js';
import type { KeptRounds } from '#server/storage/port/kept-store.js';
import { backUp } from '../../scripts/backup/back-up.js';
import { voteAll } from '../../scripts/demo/voter.js';
import { aFolder } from '../builders/folder.js';
import { someAnswers } from '../builders/launched-round.js';
import { aDraft } from '../builders/office.js';
import { moveTo, placeOf, rosterOver, roundOver } from '../builders/office-server.js';
import { aServer, setUpAcme } from '../builders/running-server.js';
import { describeEachEngine } from '../store-contract/engines.js';
import { bringSecret, restoreTo } from './an-installation.js';

describeEachEngine('a forced backup while people answer', ({ open }) => {
  /** REGISTRAR_URL and BALLOT_BOX_URL of stores that are empty. */
  const emptyStores = async () => {
    const { registrar, ballotBox } = (await open()).urls;
    return { REGISTRAR_URL: registrar, BALLOT_BOX_URL: ballotBox };
  };

  test('holds no ballot of which its roll does not know that it was collected; restored, its round goes on and is published', async () => {
    const environment = { ...(await emptyStores()), BASE_URL: 'https://candour.acme.test' };
    const server = await aServer({ environment });
    const { round, people } = await roundOver(server, await setUpAndImported(server), aDraft());
    await moveTo(server, '2026-03-04T08:00:00Z');
    const waiting = [...people];
    const some = (at: typeof server) => voteAll(placeOf(at), waiting.splice(0, 6), () => someAnswers('core'));
    const between = (part: KeptRounds): KeptRounds => ({
      ...part,
      copy: (...given) => part.copy(...given).then(async () => void (await some(server))),
    });
    await some(server);

    const place = await aFolder();
    const places = await readPlaces({ DATA_DIR: server.config.dataDir, ...environment });
    const { registrar, rolls, ballots } = keptStores(places);
    const stores = { registrar, rolls: between(rolls), ballots: between(ballots) };
    const { sessionSecret } = places;
    await backUp({ stores, clock: server.clock, product: '1.2.3', sessionSecret }, { folder: place.in('backup'), withOpenRounds: true });
    await mkdir(place.in('restored'));
    await bringSecret(server.config.dataDir, place.in('restored'));
    const there = await emptyStores();
    await restoreTo(place.in('restored'), place.in('backup'), false, there);

    const restored = await aServer({ environment: { ...environment, ...there, DATA_DIR: place.in('restored') }, clock: server.clock });
    const counted = [...(await restored.stores.ballotBox.countByUnit(round, 'scored')).values()].reduce((sum, each) => sum + each, 0);
    expect([counted, await restored.stores.roll.collected(round)]).toEqual([6, 12]);
    await some(restored);
    for (const moment of ['2026-03-13T16:00:00Z', '2026-03-13T17:00:00Z']) await moveTo(restored, moment);
    expect((await restored.stores.registrar.rounds.byId(round))?.state).toBe('published');
    await Promise.all([server.close(), restored.close()]);
    await place.remove();
  }, 120_000);

  test.each([['ballots'], ['rolls']] as const)(
    'is none when the round is closed in the middle of it, before the %s are copied: what is restored could not be counted',
    async (before) => {
      const environment = { ...(await emptyStores()), BASE_URL: 'https://candour.acme.test' };
      const server = await aServer({ environment });
      const { people } = await roundOver(server, await setUpAndImported(server), aDraft());
      await moveTo(server, '2026-03-04T08:00:00Z');
      await voteAll(placeOf(server), people.slice(0, 12), () => someAnswers('core'));

      const place = await aFolder();
      const places = await readPlaces({ DATA_DIR: server.config.dataDir, ...environment });
      const stores = keptStores(places);
      const { copy } = stores[before];
      const close = async () => {
        for (const moment of ['2026-03-13T16:00:00Z', '2026-03-13T17:00:00Z']) await moveTo(server, moment);
      };
      const needs = { clock: server.clock, product: '1.2.3', sessionSecret: places.sessionSecret };
      const order = { folder: place.in('backup'), withOpenRounds: true };
      const closing: KeptRounds = { ...stores[before], copy: async (...given) => close().then(() => copy(...given)) };
      await expect(backUp({ ...needs, stores: { ...stores, [before]: closing } }, order)).rejects.toThrow(
        /^a round went on while it was copied: "Spring"\. Nothing was kept; back up again$/,
      );
      expect(await readdir(place.folder)).toEqual([]);
      await backUp({ ...needs, stores }, order);
      await server.close();
      await place.remove();
    },
    120_000,
  );
});

async function setUpAndImported(server: Awaited<ReturnType<typeof aServer>>): Promise<string> {
  const hr = await setUpAcme(server);
  await rosterOver(server, hr, { Sales: 14, Works: 13 });
  return hr;
}
