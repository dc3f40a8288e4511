import { benchOffice } from './bench-office.js';
import type { Engine } from './engines.js';
import { under } from './figures.js';
import { publishedRound } from './published-round.js';
import { load, startRealServer } from './real-server.js';
import { PROCESSES, type Run } from './run.js';
import { servedRound } from './served-round.js';

const [UNITS, READS, CASTS] = [12, 300, 100];
const WARM_SECONDS = 2;
/** Milliseconds, of 99 of 100 reads from two processes. */
const GOAL = 25;

/** Dashboard reads at a steady pace while people cast. */
export async function benchDashboard(run: Run): Promise<void> {
  for (const engine of run.engines) for (const processes of PROCESSES) await benchOne(run, engine, processes);
}

async function benchOne({ sizes: { dashboard: seconds }, figures }: Run, engine: Engine, processes: number): Promise<void> {
  await engine.on(async ({ folder, urls }) => {
    const office = await benchOffice(folder, { people: seconds * CASTS, units: UNITS, urls });
    const { casts } = await servedRound(office);
    const read = await publishedRound(office);
    await office.stores.close();
    const server = await startRealServer(folder, processes, urls);
    const reads = { url: server.url, asked: [read], aSecond: READS, keepAlive: true };
    const both = async () => {
      await load(folder, { ...reads, seconds: WARM_SECONDS });
      const casting = { url: server.url, asked: casts, aSecond: CASTS, seconds, keepAlive: false };
      return Promise.all([load(folder, { ...reads, seconds }), load(folder, casting)]);
    };
    const [seen, cast] = await both().finally(server.stop);
    const failed = seen.failed + cast.failed > 0 ? `; NOT ANSWERED: ${seen.failed} reads, ${cast.failed} casts` : '';
    const beside = `${seen.rate.toFixed(0)} reads a second, half within ${seen.p50.toFixed(1)} ms; ${cast.rate.toFixed(0)} casts a second, 99 of 100 within ${cast.p99.toFixed(0)} ms${failed}`;
    figures.note({
      ...{ name: `99 of 100 dashboard reads, ${READS} a second beside ${CASTS} casts`, engine: engine.name, processes, beside },
      value: `${seen.p99.toFixed(1)} ms`,
      ...(processes === 2 && { goal: under(failed ? Number.POSITIVE_INFINITY : seen.p99, GOAL, 'ms') }),
    });
  });
}
