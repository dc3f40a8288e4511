import { ITEMS } from './bench-round.js';
import type { Engine, Place } from './engines.js';
import { atLeast, type Goal, whole } from './figures.js';
import { rawInsertsASecond, rawSignaturesASecond } from './limits.js';
import { singleInsertsASecond } from './mongo-driver.js';
import { PROCESSES, type Run } from './run.js';
import { type StoreLoad, useCasesASecond } from './store-workers.js';
import { besideLimit } from './timing.js';

const AT_ONCE = 64;
const MANY_AT_ONCE = 256;

/** Collects of one kind: claims grouped, signed on all cores, against signatures alone on as many threads. Goal, in files: 0.5. */
export async function benchCollects(run: Run): Promise<void> {
  const people = run.sizes.collects;
  const limit = { name: 'raw signatures', aSecond: () => rawSignaturesASecond(run.sizes.limit) };
  for (const engine of run.engines) {
    const goal = (ratio: number) => (engine.name === 'sqlite' ? atLeast(ratio, 0.5) : undefined);
    for (const atOnce of [AT_ONCE, MANY_AT_ONCE]) await benchUseCase(run, engine, { what: 'collects', people, atOnce }, { limit, goal });
  }
}

/** Casts, against single inserts that are durable one by one: in files with the same settings, on MongoDB the driver's at the same concurrency. */
export async function benchCasts(run: Run): Promise<void> {
  const { casts, singleInserts, limit: milliseconds } = run.sizes;
  const load = { what: 'casts', people: casts, atOnce: AT_ONCE } as const;
  for (const engine of run.engines) {
    const inFiles = ({ folder }: Place) => rawInsertsASecond(folder, 291 + ITEMS.length, milliseconds);
    const byDriver = ({ ballots }: Place) => singleInsertsASecond(ballots, AT_ONCE, singleInserts);
    const single = engine.name === 'sqlite' ? inFiles : byDriver;
    const name = engine.name === 'sqlite' ? 'raw single inserts' : "the driver's single inserts";
    const limit = { name, aSecond: () => engine.on(single) };
    await benchUseCase(run, engine, load, { limit, goal: (ratio) => atLeast(ratio, engine.name === 'sqlite' ? 5 : 3) });
  }
}

interface Against {
  limit: { name: string; aSecond(): Promise<number> };
  /** Of the figure of one process. */
  goal(ratio: number): Goal | undefined;
}

/** By one process and by two that share the work. */
async function benchUseCase({ figures }: Run, engine: Engine, load: Omit<StoreLoad, 'processes'>, { limit, goal }: Against): Promise<void> {
  const rates = PROCESSES.map((processes) => () => engine.on((place) => useCasesASecond(place, { ...load, processes })));
  const measured = await besideLimit(limit.aSecond, rates);
  for (const [at, processes] of PROCESSES.entries()) {
    const { rate, limit: best } = measured[at] ?? { rate: Number.NaN, limit: Number.NaN };
    const ratio = rate / best;
    const own = processes === 1 ? goal(ratio) : undefined;
    const beside = processes === 1 ? '' : `${(rate / (measured[0]?.rate ?? Number.NaN)).toFixed(2)} times what one process does`;
    figures.note({
      ...{ name: `${load.what} a second, ${load.atOnce} at once`, engine: engine.name, processes, value: whole(rate), ratio, beside },
      limit: `${limit.name} ${whole(best)}`,
      ...(own && { goal: own }),
    });
  }
}
