import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { benchOffice } from './bench-office.js';
import { onEachEngine } from './engines.js';
import type { Asked, LoadFigures } from './http-load.js';
import { load, startRealServer } from './real-server.js';
import { say } from './say.js';
import { servedRound } from './served-round.js';

const PEOPLE = 4000;
const UNITS = 6;
const WORKERS = [1, 2];
const AT_ONCE = 64;

/** Collects and casts a second over HTTP, by engine and by number of server processes. Every request is a connection of its own, as browsers make them. */
export async function benchHttp(folder: string): Promise<void> {
  await onEachEngine(async (engine, urls) => {
    const place = join(folder, engine);
    await mkdir(place);
    const office = await benchOffice(place, { people: PEOPLE, units: UNITS, urls });
    const round = await servedRound(office);
    await office.stores.close();
    for (const [at, workers] of WORKERS.entries()) {
      const server = await startRealServer(place, workers, urls);
      const part = (all: readonly Asked[]) => all.slice((at * PEOPLE) / WORKERS.length, ((at + 1) * PEOPLE) / WORKERS.length);
      const processes = workers === 1 ? '1 process' : `${workers} processes`;
      for (const kind of ['collects', 'casts'] as const) {
        const figures = await load(place, { url: server.url, asked: part(round[kind]), atOnce: AT_ONCE });
        tell(`${engine}: ${kind} a second over HTTP, ${processes}`, figures);
      }
      await server.stop();
    }
  });
}

function tell(name: string, { rate, p50, p99, failed }: LoadFigures): void {
  if (failed > 0) throw new Error(`${name}: ${failed} were not answered`);
  say(name, rate.toFixed(0), `${AT_ONCE} at once, half within ${p50.toFixed(0)} ms, 99 of 100 within ${p99.toFixed(0)} ms`);
}
