import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { benchOffice } from './bench-office.js';
import type { FromClockServer, ToClockServer } from './clock-server.js';
import type { Place } from './engines.js';
import type { Asked } from './exchange.js';
import { atMost, whole } from './figures.js';
import { ended, heard, tell } from './forked.js';
import { load } from './real-server.js';
import type { Run } from './run.js';
import { servedRound } from './served-round.js';

const CLOCK_SERVER = fileURLToPath(new URL('./clock-server.js', import.meta.url));
const UNITS = 8;
const AT_ONCE = 64;
/** What is left after the last hour, of what was left after the second: by then everything has been compiled and cached. */
const FLAT = 1.1;

/** Megabytes. */
interface Memory {
  resident: number;
  live: number;
}

/** An open round in fast motion, on one process: every hour so many people collect and cast over HTTP, then the clock goes on and the work of the hour is done. */
export async function benchLongRound({ engines, sizes, figures }: Run): Promise<void> {
  const { hours, votes } = sizes.longRound;
  for (const engine of engines) {
    const memory = await engine.on((place) => openRound(place, hours, votes));
    const [warm, last] = [memory[1], memory.at(-1)];
    if (!warm || !last) throw new Error('nothing was measured');
    const common = { engine: engine.name, processes: 1 };
    const requests = `${whole(2 * hours * votes)} requests in ${hours} hours in fast motion`;
    for (const kind of ['resident', 'live'] as const) {
      const ratio = last[kind] / warm[kind];
      const beside = `${requests}; after each hour: ${memory.map((hour) => hour[kind].toFixed(0)).join(', ')}`;
      const figure = {
        name: `memory of a server, ${kind}, last hour of an open round`,
        value: `${last[kind].toFixed(0)} MB`,
        ratio,
        beside,
      };
      figures.note({ ...common, ...figure, limit: `after the second hour ${warm[kind].toFixed(0)} MB`, goal: atMost(ratio, FLAT) });
    }
  }
}

async function openRound({ folder, urls }: Place, hours: number, votes: number): Promise<Memory[]> {
  const office = await benchOffice(folder, { people: hours * votes, units: UNITS, urls });
  const { collects, casts } = await servedRound(office);
  await office.stores.close();
  const server = await startClockServer({ DATA_DIR: folder, ...urls });
  const memory: Memory[] = [];
  try {
    for (let hour = 0; hour < hours; hour++) {
      const part = [hour * votes, (hour + 1) * votes] as const;
      await vote(folder, server.url, collects.slice(...part));
      await vote(folder, server.url, casts.slice(...part));
      memory.push(await server.hourLater());
    }
  } finally {
    await server.end();
  }
  return memory;
}

async function vote(folder: string, url: string, asked: Asked[]): Promise<void> {
  const { failed } = await load(folder, { url, asked, atOnce: AT_ONCE });
  if (failed > 0) throw new Error(`${failed} were not answered`);
}

async function startClockServer(places: Record<string, string>) {
  const env = { PATH: process.env.PATH, PORT: '0', LOG_LEVEL: 'silent', ...places };
  const server = fork(CLOCK_SERVER, { env, execArgv: ['--expose-gc'] });
  const said = async (message: ToClockServer) => {
    tell(server, message);
    return heard<FromClockServer>(server);
  };
  const first = await heard<FromClockServer>(server);
  if (!('url' in first)) throw new Error('the server did not start');
  return {
    url: first.url,
    async hourLater(): Promise<Memory> {
      const memory = await said({ minutes: 60 });
      if (!('heapMegabytes' in memory)) throw new Error('the server did not tell its memory');
      return { resident: memory.residentMegabytes, live: memory.heapMegabytes };
    },
    async end() {
      tell(server, 'end' satisfies ToClockServer);
      await ended(server);
    },
  };
}
