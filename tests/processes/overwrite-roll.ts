import { readFileSync } from 'node:fs';
import { openRoll } from '#server/storage/open-store.js';
import { say } from './say.js';

/** Overwrites a stopped roll; says when it begins. */
const { url, round } = JSON.parse(readFileSync(0, 'utf8'));
const roll = openRoll(url);
await roll.stop(round);
say('begins');
await roll.overwrite(round);
await roll.close();
