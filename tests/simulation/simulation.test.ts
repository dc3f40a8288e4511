import { PLACES } from './places.js';
import { simulate } from './simulate.js';

/** The same seed each time, so that a run that was green stays green; by hand any other: `npm run simulate`. */
const SEED = Number(process.env.SIMULATION_SEED ?? 1);
const OPERATIONS = Number(process.env.SIMULATION_OPERATIONS ?? 2_000);

test.each(Object.entries(PLACES))(
  `what was promised holds on %s, whatever people, clock and machines do: ${OPERATIONS} operations of seed ${SEED}`,
  async (engine, makePlace) => {
    const seen = await simulate({ engine, seed: SEED, operations: OPERATIONS }, makePlace);
    console.log(`simulation on ${engine}, seed ${SEED}: ${JSON.stringify(seen)}`);
    // A run that saw none of it has shown nothing of it.
    if (OPERATIONS < 2_000) return;
    expect(seen.published).toBeGreaterThan(5);
    expect(seen.withResults).toBeGreaterThan(2);
    expect(seen.cancelled).toBeGreaterThan(0);
    expect(seen.acknowledged).toBeGreaterThan(100);
    for (const fault of ['refused', 'unheard', 'crash-before', 'crash-after']) expect(seen.faults[fault]).toBeGreaterThan(5);
  },
  600_000,
);
