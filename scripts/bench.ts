import { mkdtemp, rm } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { benchDashboard } from './bench/dashboard.js';
import { benchFirstScreen } from './bench/first-screen.js';
import { benchHttp } from './bench/http.js';
import { benchLaunch } from './bench/launch.js';
import { benchLongRound } from './bench/long-round.js';
import { benchMongo } from './bench/mongo.js';
import { benchPublication } from './bench/publication.js';
import { say, verdict } from './bench/say.js';
import { benchCasts, benchCollects, type Rate } from './bench/stores.js';

/** What can be measured, each by itself: `npm run bench -- launch casts`. Each is given a folder that is thrown away. */
const PARTS: Record<string, (folder: string) => Promise<void>> = {
  publication: benchPublication,
  collects: async (folder) => {
    rate(await benchCollects(folder, { atOnce: 64 }));
    rate(await benchCollects(folder));
  },
  casts: async (folder) => rate(await benchCasts(folder)),
  http: benchHttp,
  dashboard: benchDashboard,
  'long-round': (folder) => benchLongRound(folder),
  mongo: benchMongo,
  launch: async (folder) => {
    const { seconds, steps, longestHold, changesSeen } = await benchLaunch(folder, {});
    const order = Object.entries(steps).map(([step, at]) => `${step} at ${at.toFixed(1)} s`);
    say(
      'launch, 100,000 invitations in 300 units',
      `${seconds.toFixed(1)} s`,
      `seen on the way: ${order.join(', ')}; ${changesSeen} times`,
    );
    verdict(`${(seconds / 60).toFixed(2)} of a minute`, seconds < 60, 'under 1');
    verdict(`longest hold of the event loop ${longestHold.toFixed(0)} ms`, longestHold < 50, 'under 50');
  },
  'first-screen': async (folder) => {
    const { milliseconds, bytes, requests } = await benchFirstScreen(folder);
    say("the ballot's first screen, 300 units, slow 4G, CPU / 4", `${milliseconds.toFixed(0)} ms`, `${requests} requests`);
    verdict(`ratio ${(milliseconds / 1500).toFixed(2)} to 1.5 s`, milliseconds < 1500, 'under 1');
    verdict(`${(bytes / 1000).toFixed(1)} kB over the wire`, bytes <= 120_000, 'at most 120');
  },
};

function rate({ name, rate, limit, ratio, goal }: Rate): void {
  say(name, rate.toFixed(0), `limit ${limit.toFixed(0)}`);
  verdict(`ratio ${ratio.toFixed(2)}`, ratio >= goal, `${goal} or more`);
}

/** Each figure with the ratio to its limit, both measured in this run: machines differ, ratios less. */
async function bench(names: readonly string[]): Promise<void> {
  const unknown = names.filter((name) => !(name in PARTS));
  if (unknown.length > 0) throw new RangeError(`no bench is called ${unknown.join(', ')}; there are: ${Object.keys(PARTS).join(', ')}`);
  for (const [name, part] of Object.entries(PARTS)) {
    if (names.length > 0 && !names.includes(name)) continue;
    console.log(`${name}   (load before: ${loadavg()[0]?.toFixed(1)})`);
    await inFolder(part);
  }
}

async function inFolder<T>(act: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'candour-bench-'));
  try {
    return await act(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

bench(process.argv.slice(2)).catch((fault: unknown) => {
  console.error(fault instanceof RangeError ? fault.message : fault);
  process.exit(1);
});
