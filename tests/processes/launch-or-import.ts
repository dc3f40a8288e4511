import { readFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { openRegistrar } from '#server/storage/open-store.js';
import { say } from './say.js';

/** Launches a round or imports a roster, and prints a line once it is in the middle of that. */
const { url, freeze, roster, organisation, revision, at } = JSON.parse(readFileSync(0, 'utf8'));
const registrar = await openRegistrar(url);
if (freeze) {
  const written = (invitations: number) => say(`${invitations}`);
  await registrar.rounds.freeze({ ...freeze, written });
} else {
  const replacing = registrar.roster.replace(organisation, revision, roster, at);
  await Promise.race([replacing, setTimeout(200)]);
  say('under way');
  await replacing;
}
say('done');
await registrar.close();
