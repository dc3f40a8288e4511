import { describeOn } from '../store-contract/engines.js';
import { castAgain, castFirst } from './operations/cast.js';
import { collectAgain, collectFirst } from './operations/collect.js';
import { launch } from './operations/drafts.js';
import { crash, restart } from './operations/machines.js';
import { cancel } from './operations/office.js';
import { importRoster } from './operations/roster.js';
import { jump } from './operations/time.js';
import { PLACES } from './places.js';
import { type Seen, simulate } from './simulate.js';

/** The same seed each time, so that a run that was green stays green; by hand any other: `npm run simulate`. */
const SEED = Number(process.env.SIMULATION_SEED ?? 1);
const OPERATIONS = Number(process.env.SIMULATION_OPERATIONS ?? 2_000);

/** One engine a test file: they run side by side, and on MongoDB most of the time is waiting. */
export function simulationOn(engine: 'sqlite' | 'mongo'): void {
  describeOn(engine, `the simulation on ${engine}`, () => {
    test(`whatever people, clock and machines do, what was promised is kept: ${OPERATIONS} operations of seed ${SEED}`, async () => {
      const seen = await simulate({ engine, seed: SEED, operations: OPERATIONS }, PLACES[engine]);
      console.log(`simulation on ${engine}, seed ${SEED}: ${JSON.stringify(seen)}`);
      // A run that saw none of it has shown nothing of it.
      if (OPERATIONS >= 2_000) expectEnough(seen);
    }, 1_800_000);
  });
}

/** What must have come to its end for somebody at least once: that it was tried shows little. */
const DONE = [importRoster, launch, collectFirst, collectAgain, castFirst, castAgain, cancel];
const HAPPENED = [crash, restart, jump];

function expectEnough({ operations, done, closed, published, withResults, cancelled, acknowledged, faults }: Seen): void {
  const missing = [...DONE.filter(({ name }) => !done[name]), ...HAPPENED.filter(({ name }) => !operations[name])];
  expect(missing.map(({ name }) => name)).toEqual([]);
  expect(closed).toBeGreaterThan(5);
  expect(published).toBeGreaterThan(5);
  expect(withResults).toBeGreaterThan(2);
  expect(cancelled).toBeGreaterThan(0);
  expect(acknowledged).toBeGreaterThan(100);
  for (const fault of ['refused', 'unheard', 'crash-before', 'crash-inside', 'crash-after']) expect(faults[fault]).toBeGreaterThan(5);
}
