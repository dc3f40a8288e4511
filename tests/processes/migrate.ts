import { existsSync, readFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { systemClock } from '#server/clock.js';
import { openMongo } from '#server/storage/mongo/connection.js';
import { migrate } from '#server/storage/mongo/registrar/migrate.js';
import { migrations } from '#server/storage/mongo/registrar/migrations/index.js';
import { say } from './say.js';

/** Says that it is ready, brings a registrar on MongoDB up to date once the file `go` is there, and prints the name of each step that this process has done. */
const { url, go } = JSON.parse(readFileSync(0, 'utf8'));
const steps = migrations.map(({ name, up }) => ({
  name,
  async up(connection: Parameters<typeof up>[0]) {
    // So long that whoever else would do the same step comes to it meanwhile.
    await setTimeout(500);
    await up(connection);
    say(name);
  },
}));
const store = openMongo(url);
const connection = await store.ready();
say('ready');
while (!existsSync(go)) await setTimeout(1);
await migrate(connection, systemClock, steps);
await store.close();
