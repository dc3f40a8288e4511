import { benchOffice } from './bench-office.js';
import type { Engine } from './engines.js';
import type { Asked } from './exchange.js';
import { whole } from './figures.js';
import { load, startRealServer } from './real-server.js';
import { PROCESSES, type Run } from './run.js';
import { servedRound } from './served-round.js';

const UNITS = 6;
const AT_ONCE = 64;

/** Collects and casts a second over HTTP. Every request is a connection of its own, as browsers make them. */
export async function benchHttp(run: Run): Promise<void> {
  for (const engine of run.engines) await benchEngine(run, engine);
}

/** Each number of server processes has its part of the people, and a place of its own. */
async function benchEngine({ sizes, figures }: Run, engine: Engine): Promise<void> {
  for (const processes of PROCESSES) {
    await engine.on(async ({ folder, urls }) => {
      const office = await benchOffice(folder, { people: sizes.http / PROCESSES.length, units: UNITS, urls });
      const round = await servedRound(office);
      await office.stores.close();
      const server = await startRealServer(folder, processes, urls);
      const answered = async (name: string, asked: Asked[]) => {
        const { rate, p50, p99, failed } = await load(folder, { url: server.url, asked, atOnce: AT_ONCE });
        if (failed > 0) throw new Error(`${name}, ${engine.name}, ${processes} processes: ${failed} were not answered`);
        const beside = `half within ${p50.toFixed(0)} ms, 99 of 100 within ${p99.toFixed(0)} ms`;
        figures.note({ name, engine: engine.name, processes, value: whole(rate), beside });
      };
      try {
        await answered(`collects a second over HTTP, ${AT_ONCE} at once`, round.collects);
        await answered(`casts a second over HTTP, ${AT_ONCE} at once`, round.casts);
      } finally {
        await server.stop();
      }
    });
  }
}
