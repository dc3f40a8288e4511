import { resolve } from 'node:path';
import { readPlaces } from '#server/config.js';
import { keptStores } from '#server/storage/open-store.js';
import { counted, end, type KeepingArguments, readArguments } from './backup/command.js';
import { putBack } from './backup/put-back.js';

const USAGE = 'usage: npm run restore -- FOLDER [--new-secret]';

async function restore({ folder, flag: newSecret }: KeepingArguments): Promise<void> {
  const places = await readPlaces();
  const { sessionSecret } = places;
  const { files, underWay } = await putBack({ stores: keptStores(places), sessionSecret }, { folder: resolve(folder), newSecret });
  console.log(`Restored, ${counted(files.length)}. Start with npm start; an older schema is brought up to date then.`);
  if (underWay.length > 0)
    console.error(
      'Warning: a round was under way. Ballots cast since the backup are lost, and what was collected since can be collected again.',
    );
}

await end(USAGE, readArguments(process.argv.slice(2), '--new-secret'), restore);
