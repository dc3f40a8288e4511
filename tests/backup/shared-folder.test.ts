import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { keptStores, openRoundKeys } from '#server/storage/open-store.js';
import { backUp } from '../../scripts/backup/back-up.js';
import { putBack } from '../../scripts/backup/put-back.js';
import { aFolder } from '../builders/folder.js';
import { aLaunchedRound, aPlace, openPlace, SESSION_SECRET } from '../builders/launched-round.js';

/** Where everything lies in one folder, as was allowed once, or apart. */
const urlsIn = (folder: string, ballots: string) => ({
  ...{ registrarUrl: `sqlite:${join(folder, 'registrar.sqlite')}`, rollUrl: `sqlite:${join(folder, 'rolls')}` },
  ballotBoxUrl: `sqlite:${join(folder, ballots)}`,
});

test('ballots that lie among the rolls come apart from them by a backup and a restore', async () => {
  const from = await aFolder();
  const shared = urlsIn(from.folder, 'rolls');
  const place = await aPlace({ registrar: shared.registrarUrl, roll: shared.rollUrl, ballotBox: shared.ballotBoxUrl });
  const { round } = await aLaunchedRound(place);
  const needs = { stores: keptStores(shared), clock: place.clock, product: '1', sessionSecret: SESSION_SECRET };
  await backUp(needs, { folder: from.in('backup'), withOpenRounds: true });
  await place.remove();

  const to = from.in('restored');
  await mkdir(to);
  const apart = urlsIn(to, 'ballots');
  const keys = openRoundKeys(apart.rollUrl);
  await putBack({ stores: keptStores(apart), keys, sessionSecret: SESSION_SECRET }, { folder: from.in('backup'), newSecret: false });
  const names = ['box.key', 'mail.key', 'signing.key', 'sqlite'].map((end) => `${round}.${end}`);
  expect((await readdir(join(to, 'rolls'))).sort()).toEqual(names);
  expect(await readdir(join(to, 'ballots'))).toEqual([`${round}.scored.slots.sqlite`]);
  const restored = await openPlace(to, place.clock);
  expect(await restored.ballotBox.has(round)).toBe(true);
  await restored.close();
  await from.remove();
});
