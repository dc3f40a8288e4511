import { readFileSync } from 'node:fs';
import { addPerson } from '#server/rounds/rounds.js';
import { openPlace, SetClock } from '../builders/launched-round.js';

/** Adds somebody to a round, and is killed before the call of a store that it is given, with no chance to tidy up. */
const { folder, urls, now, killBefore, act } = JSON.parse(readFileSync(0, 'utf8'));
const place = await openPlace(folder, new SetClock(now), urls);

function killing<Part extends object>(part: Part, name: string): Part {
  return new Proxy(part, {
    get(target, property) {
      if (`${name}.${String(property)}` === killBefore) process.kill(process.pid, 'SIGKILL');
      const value: unknown = Reflect.get(target, property);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}

const registrar = {
  ...place.registrar,
  rounds: killing(place.registrar.rounds, 'rounds'),
  ledger: killing(place.registrar.ledger, 'ledger'),
};
const needs = { registrar, roll: killing(place.roll, 'roll'), clock: place.clock, ...place.secrets, mailConfigured: true, wake: () => {} };
await addPerson(needs as unknown as Parameters<typeof addPerson>[0], act);
await place.close();
