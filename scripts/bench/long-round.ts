import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { benchOffice } from './bench-office.js';
import type { FromClockServer, ToClockServer } from './clock-server.js';
import { load } from './real-server.js';
import { say, verdict } from './say.js';
import { servedRound } from './served-round.js';

const CLOCK_SERVER = fileURLToPath(new URL('./clock-server.js', import.meta.url));
const HOURS = 8;
const UNITS = 8;
const AT_ONCE = 64;
/** What is left after the last hour, of what was left after the second: by then everything has been compiled and cached. */
const FLAT = 1.1;

/** An open round of eight hours in fast motion: every hour so many people collect and cast over HTTP, then the clock goes on and the work of the hour is done. */
export async function benchLongRound(folder: string, votes = 1000): Promise<void> {
  const office = await benchOffice(folder, { people: HOURS * votes, units: UNITS });
  const { collects, casts } = await servedRound(office);
  await office.stores.close();
  const env = { PATH: process.env.PATH, DATA_DIR: folder, PORT: '0', LOG_LEVEL: 'silent' };
  const server = fork(CLOCK_SERVER, { env, execArgv: ['--expose-gc'] });
  const heard = async () => (await once(server, 'message'))[0] as FromClockServer;
  const said = async (message: ToClockServer) => {
    const answer = heard();
    server.send(message);
    return answer;
  };
  const first = await heard();
  if (!('url' in first)) throw new Error('the server did not start');
  const hours: { resident: number; heap: number }[] = [];
  for (let hour = 0; hour < HOURS; hour++) {
    const part = [hour * votes, (hour + 1) * votes] as const;
    for (const asked of [collects.slice(...part), casts.slice(...part)]) {
      const { failed } = await load(folder, { url: first.url, asked, atOnce: AT_ONCE });
      if (failed > 0) throw new Error(`${failed} were not answered in hour ${hour + 1}`);
    }
    const memory = await said({ minutes: 60 });
    if ('heapMegabytes' in memory) hours.push({ resident: memory.residentMegabytes, heap: memory.heapMegabytes });
  }
  const ended = once(server, 'exit');
  server.send('end' satisfies ToClockServer);
  await ended;
  const [warm, last] = [hours[1], hours.at(-1)];
  if (!warm || !last) throw new Error('nothing was measured');
  const inLine = (of: 'resident' | 'heap') => hours.map((hour) => hour[of].toFixed(0)).join(', ');
  say(
    `8 hours of an open round, ${2 * HOURS * votes} requests`,
    `${last.resident.toFixed(0)} MB`,
    `resident after each hour: ${inLine('resident')}`,
  );
  say('  live, without what can be thrown away', `${last.heap.toFixed(0)} MB`, `after each hour: ${inLine('heap')}`);
  const growth = Math.max(last.heap / warm.heap, last.resident / warm.resident);
  verdict(`the last hour has ${growth.toFixed(2)} of the second's memory`, growth <= FLAT, `at most ${FLAT}`);
}
