import { resolve } from 'node:path';
import { readPlaces } from '#server/config.js';
import { keptStores, openRoundKeys, refuseSharedPlace } from '#server/storage/open-store.js';
import { counted, end, type KeepingArguments, readArguments } from './backup/command.js';
import { isLost, putBack } from './backup/put-back.js';

const USAGE = 'usage: npm run restore -- FOLDER [--new-secret]';

async function restore({ folder, flag: newSecret }: KeepingArguments): Promise<void> {
  const places = await readPlaces();
  refuseSharedPlace(places);
  const { sessionSecret } = places;
  const keys = openRoundKeys(places.rollUrl);
  const needs = { stores: keptStores(places), keys, sessionSecret };
  const manifest = await putBack(needs, { folder: resolve(folder), newSecret }).finally(() => keys.close());
  console.log(`Restored, ${counted(manifest.files.length)}. Start with npm start; an older schema is brought up to date then.`);
  if (manifest.underWay.length === 0) return;
  console.error(
    isLost(manifest, sessionSecret)
      ? 'Warning: a round was under way. Without the old SESSION_SECRET nobody can open its keys, and they were left out: have HR cancel the round.'
      : 'Warning: a round was under way. Ballots cast since the backup are lost, and what was collected since can be collected again.',
  );
}

await end(USAGE, readArguments(process.argv.slice(2), '--new-secret'), restore);
