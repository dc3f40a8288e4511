import { resolve } from 'node:path';
import { systemClock } from '#server/clock.js';
import { readPlaces } from '#server/config.js';
import { readVersion } from '#server/operations/version.js';
import { keptStores } from '#server/storage/open-store.js';
import { backUp } from './backup/back-up.js';
import { counted, end, type KeepingArguments, readArguments } from './backup/command.js';

const USAGE = 'usage: npm run backup -- FOLDER [--with-open-rounds]';

async function backup({ folder, flag: withOpenRounds }: KeepingArguments): Promise<void> {
  const places = await readPlaces();
  const needs = { stores: keptStores(places), clock: systemClock, product: readVersion(), sessionSecret: places.sessionSecret };
  const { files, secret, underWay, answersUntil } = await backUp(needs, { folder: resolve(folder), withOpenRounds });
  console.log(`${resolve(folder)}: whole, ${counted(files.length)}. SESSION_SECRET is not in it: keep it apart.`);
  if (secret === null)
    console.error(
      'Warning: SESSION_SECRET is not set here, and DATA_DIR has no file session-secret. A restore cannot tell whether it is given the right one: set the one that the server runs with, and back up again.',
    );
  if (answersUntil)
    console.log(`It holds sealed answers, which the terms have destroyed on ${answersUntil.slice(0, 10)}: destroy it by then.`);
  if (underWay.length > 0)
    console.error(
      'Warning: it holds the roll, keys and ballot box of a round under way. Compared with another such backup, or with the server, it shows who answered in between. Keep one at most, encrypted, and destroy it when the round closes.',
    );
}

await end(USAGE, readArguments(process.argv.slice(2), '--with-open-rounds'), backup);
