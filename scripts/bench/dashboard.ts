import { benchOffice } from './bench-office.js';
import type { Engine, Place } from './engines.js';
import { under } from './figures.js';
import type { LoadFigures } from './http-load.js';
import { publishedRound } from './published-round.js';
import { load, startRealServer } from './real-server.js';
import { PROCESSES, type Run } from './run.js';
import { servedRound } from './served-round.js';
import type { Sizes } from './sizes.js';

const [UNITS, READS, CASTS] = [12, 300, 100];
/** Their browsers' connections, which the server's processes share. */
const READERS = 32;
/** Milliseconds, of 99 of 100 reads from two processes. */
const GOAL = 25;

/** Dashboard reads at a steady pace while people cast. */
export async function benchDashboard(run: Run): Promise<void> {
  for (const engine of run.engines) for (const processes of PROCESSES) await benchOne(run, engine, processes);
}

async function benchOne({ sizes: { dashboard }, figures }: Run, engine: Engine, processes: number): Promise<void> {
  const { seen, cast } = await engine.on((place) => readBesideCasts(place, processes, dashboard));
  const unanswered = seen.failed + cast.failed > 0 && `not answered: ${seen.failed} reads, ${cast.failed} casts`;
  const readings = `${seen.rate.toFixed(0)} reads a second, half within ${seen.p50.toFixed(1)} ms`;
  const castings = `${cast.rate.toFixed(0)} casts a second, 99 of 100 within ${cast.p99.toFixed(0)} ms`;
  figures.note({
    ...{ name: `99 of 100 dashboard reads, ${READS} a second beside ${CASTS} casts`, engine: engine.name, processes },
    ...{ value: `${seen.p99.toFixed(1)} ms`, beside: `${readings}; ${castings}` },
    ...(unanswered && { limit: unanswered }),
    ...(processes === 2 && { goal: under(unanswered ? Number.POSITIVE_INFINITY : seen.p99, GOAL, 'ms') }),
  });
}

async function readBesideCasts(
  { folder, urls }: Place,
  processes: number,
  { warmSeconds, seconds }: Sizes['dashboard'],
): Promise<Record<'seen' | 'cast', LoadFigures>> {
  const office = await benchOffice(folder, { people: (warmSeconds + seconds) * CASTS, units: UNITS, urls });
  const { casts } = await servedRound(office);
  const read = await publishedRound(office);
  await office.stores.close();
  const server = await startRealServer(folder, processes, urls);
  try {
    const pace = { url: server.url, warmSeconds, seconds };
    const [seen, cast] = await Promise.all([
      load(folder, { ...pace, asked: [read], aSecond: READS, kept: READERS }),
      load(folder, { ...pace, asked: casts, aSecond: CASTS, kept: 0 }),
    ]);
    return { seen, cast };
  } finally {
    await server.stop();
  }
}
