import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { benchOffice } from './bench-office.js';
import { onEachEngine } from './engines.js';
import { publishedRound } from './published-round.js';
import { load, startRealServer } from './real-server.js';
import { say, verdict } from './say.js';
import { servedRound } from './served-round.js';

const [UNITS, SECONDS, READS, CASTS] = [12, 12, 300, 100];
const PEOPLE = SECONDS * CASTS;
const WARM_SECONDS = 2;

/** Dashboard reads at a steady pace while people cast, on one and two server processes. Goal: on two, 99 of 100 within 25 ms. */
export async function benchDashboard(folder: string): Promise<void> {
  for (const workers of [1, 2]) {
    await onEachEngine(async (engine, urls) => {
      const place = join(folder, `${engine}-${workers}`);
      await mkdir(place);
      const office = await benchOffice(place, { people: PEOPLE, units: UNITS, urls });
      const { casts } = await servedRound(office);
      const read = await publishedRound(office);
      await office.stores.close();
      const server = await startRealServer(place, workers, urls);
      const reads = { url: server.url, asked: [read], aSecond: READS, keepAlive: true };
      await load(place, { ...reads, seconds: WARM_SECONDS });
      const [seen, cast] = await Promise.all([
        load(place, { ...reads, seconds: SECONDS }),
        load(place, { url: server.url, asked: casts, aSecond: CASTS, seconds: SECONDS, keepAlive: false }),
      ]);
      await server.stop();
      if (seen.failed + cast.failed > 0) say(`${engine}: not answered`, `${seen.failed} reads`, `${cast.failed} casts`);
      const processes = workers === 1 ? '1 process' : `${workers} processes`;
      const beside = `half within ${seen.p50.toFixed(1)} ms; ${cast.rate.toFixed(0)} casts a second, 99 of 100 within ${cast.p99.toFixed(0)} ms`;
      say(`${engine}: dashboard reads a second, ${processes}`, seen.rate.toFixed(0), beside);
      const figure = `99 of 100 reads within ${seen.p99.toFixed(1)} ms`;
      if (workers === 2) verdict(figure, seen.p99 < 25, 'under 25');
      else say(figure, '');
    });
  }
}
