import { parseArgs } from 'node:util';
import { PLACES } from './places.js';
import { SimulationFailed, simulate } from './simulate.js';

/** By hand: `npm run simulate -- --operations 100000 --seed 7 --engine sqlite`; `--seeds 20` runs so many seeds, one after the other. */
const USAGE = 'usage: npm run simulate -- [--operations 2000] [--seed N] [--seeds 1] [--engine sqlite|mongo]';
const values = readArguments();
const TOLD_EVERY = 500;
const { engine } = values;
const makePlace = Object.entries(PLACES).find(([name]) => name === engine)?.[1];
if (!makePlace) {
  console.error(`There is no engine ${engine}; there are ${Object.keys(PLACES).join(', ')}.`);
  process.exit(2);
}
if (engine !== 'sqlite' && !process.env.MONGO_TEST_URI) {
  console.error(`MONGO_TEST_URI names the server that ${engine} is simulated on.`);
  process.exit(2);
}
for (let at = 0; at < values.seeds; at += 1) {
  const run = { engine, seed: values.seed + at, operations: values.operations };
  console.log(`${run.operations} operations of seed ${run.seed} on ${engine}`);
  const begun = performance.now();
  try {
    const { rounds, withResults, published, cancelled, acknowledged, faults } = await simulate(run, makePlace, (done) => {
      if (done % TOLD_EVERY === 0) console.log(`${done} operations done`);
    });
    const seconds = ((performance.now() - begun) / 1000).toFixed(1);
    console.log(`kept in ${seconds} s:`, JSON.stringify({ rounds, published, withResults, cancelled, acknowledged, faults }));
  } catch (fault) {
    console.error(fault instanceof SimulationFailed ? fault.message : fault);
    process.exitCode = 1;
  }
}
process.exit();

function readArguments() {
  try {
    const { values: read } = parseArgs({
      options: {
        operations: { type: 'string', default: process.env.SIMULATION_OPERATIONS ?? '2000' },
        seed: { type: 'string', default: process.env.SIMULATION_SEED ?? String(Math.floor(Math.random() * 2 ** 32)) },
        seeds: { type: 'string', default: '1' },
        engine: { type: 'string', default: 'sqlite' },
      },
    });
    const [operations, seed, seeds] = [read.operations, read.seed, read.seeds].map(Number) as [number, number, number];
    if ([operations, seed, seeds].every((number) => Number.isSafeInteger(number) && number >= 0))
      return { operations, seed, seeds, engine: read.engine };
  } catch {
    // Told below, as a number that is none is.
  }
  console.error(USAGE);
  process.exit(2);
}
