import { readFileSync } from 'node:fs';
import { readPlaces } from '#server/config.js';
import { keptStores, openRoundKeys } from '#server/storage/open-store.js';
import { putBack } from '../../scripts/backup/put-back.js';

/** Restores a backup and is killed before the store it is given, with no chance to tidy up. */
const { dataDir, folder, killBefore, urls = {} } = JSON.parse(readFileSync(0, 'utf8'));
const places = await readPlaces({ DATA_DIR: dataDir, ...urls });
const stores = keptStores(places);
const killed = stores[killBefore as keyof typeof stores];
killed.restore = async () => process.kill(process.pid, 'SIGKILL') as never;
await putBack({ stores, keys: openRoundKeys(places.rollUrl), sessionSecret: places.sessionSecret }, { folder, newSecret: false });
