import { readFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { openRegistrar } from '#server/storage/open-store.js';
import { say } from './say.js';

/** Launches a round, forgets who was invited to one or imports a roster, and prints a line once it is in the middle of that. */
const { url, freeze, forget, roster, organisation, revision, at } = JSON.parse(readFileSync(0, 'utf8'));
const registrar = await openRegistrar(url);
if (freeze) {
  const written = (invitations: number) => say(`${invitations}`);
  await registrar.rounds.freeze({ ...freeze, written });
} else {
  const acting = forget ? registrar.rounds.forgetInvited(forget) : registrar.roster.replace(organisation, revision, roster, at);
  await Promise.race([acting, setTimeout(200)]);
  say('under way');
  await acting;
}
say('done');
await registrar.close();
