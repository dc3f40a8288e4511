import { readFileSync } from 'node:fs';
import { systemRandom } from '#server/random.js';
import { addPerson, deleteDraft, type RoundNeeds } from '#server/rounds/rounds.js';
import { openPlace, SetClock } from '../builders/launched-round.js';
import { killing } from './killing.js';

/** Adds somebody to a round or deletes a draft, and is killed before the call of a store that it is given. */
const { folder, urls, now, killBefore, add, remove } = JSON.parse(readFileSync(0, 'utf8'));
const place = await openPlace(folder, new SetClock(now), urls);
const dying = <Part extends object>(part: Part, name: string) => killing(part, name, killBefore);

const registrar = {
  ...place.registrar,
  rounds: dying(place.registrar.rounds, 'rounds'),
  ledger: dying(place.registrar.ledger, 'ledger'),
};
const needs = {
  ...{ registrar, roll: dying(place.roll, 'roll'), ballotBox: dying(place.ballotBox, 'ballotBox'), keys: dying(place.keys, 'keys') },
  ...{ sessionSecret: place.secrets.sessionSecret, clock: place.clock, random: systemRandom, mailConfigured: true, wake: () => {} },
} as Partial<RoundNeeds> as RoundNeeds;
if (add) await addPerson(needs, add);
if (remove) await deleteDraft(needs, remove);
await place.close();
