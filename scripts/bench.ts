import { loadavg } from 'node:os';
import { benchDashboard } from './bench/dashboard.js';
import { type Engine, mongo, sqlite } from './bench/engines.js';
import { Figures } from './bench/figures.js';
import { benchFirstScreen } from './bench/first-screen.js';
import { benchHttp } from './bench/http.js';
import { benchLaunch } from './bench/launch.js';
import { benchLongRound } from './bench/long-round.js';
import { benchOfficeWaits } from './bench/office.js';
import { benchPublication } from './bench/publication.js';
import type { Run } from './bench/run.js';
import { FULL, SMALL } from './bench/sizes.js';
import { benchCasts, benchCollects } from './bench/use-cases.js';

/** What can be measured, each by itself: `npm run bench -- launch casts`. */
const PARTS: Record<string, (run: Run) => Promise<void>> = {
  publication: benchPublication,
  collects: benchCollects,
  casts: benchCasts,
  http: benchHttp,
  dashboard: benchDashboard,
  'long-round': benchLongRound,
  launch: benchLaunch,
  office: benchOfficeWaits,
  'first-screen': benchFirstScreen,
};
const ENGINES = ['sqlite', 'mongo'];
const SMALLER = '--small';

/** Each figure with the ratio to its limit, both measured in this run: machines differ, ratios less. At the end all in one table. */
async function bench(words: readonly string[]): Promise<void> {
  const { parts, engines, small } = chosen(words);
  const { there, missing } = enginesThere(engines);
  const run: Run = { engines: there, sizes: small ? SMALL : FULL, figures: new Figures() };
  const begun = performance.now();
  const failed = await measure(run, parts);
  const minutes = ((performance.now() - begun) / 60_000).toFixed(1);
  const notes = [missing, small && 'so small that the figures say nothing, nor whether a goal is met', ...failed].filter(Boolean);
  console.log(['', run.figures.table(), '', ...notes, `${minutes} minutes`].join('\n'));
  if (failed.length > 0) process.exitCode = 1;
}

/** Names of parts and engines, all where none is named. */
function chosen(words: readonly string[]): { parts: readonly string[]; engines: readonly string[]; small: boolean } {
  const known = [...Object.keys(PARTS), ...ENGINES, SMALLER];
  const unknown = words.filter((word) => !known.includes(word));
  if (unknown.length > 0) throw new RangeError(`no bench is called ${unknown.join(', ')}; there are: ${known.join(', ')}`);
  const among = (names: readonly string[]) => {
    const named = names.filter((name) => words.includes(name));
    return named.length > 0 ? named : names;
  };
  return { parts: among(Object.keys(PARTS)), engines: among(ENGINES), small: words.includes(SMALLER) };
}

/** One part after the other. A part that fails keeps no other from its figures; resolves to what failed. */
async function measure(run: Run, parts: readonly string[]): Promise<string[]> {
  const failed: string[] = [];
  for (const name of parts) {
    console.log(`${name}   (load before: ${loadavg()[0]?.toFixed(1)})`);
    await PARTS[name]?.(run).catch((fault: unknown) =>
      failed.push(`${name} has no more figures: ${fault instanceof Error ? fault.stack : fault}`),
    );
  }
  return failed;
}

/** Where no MongoDB server is, one line says so. */
function enginesThere(names: readonly string[]): { there: Engine[]; missing?: string } {
  const server = process.env.MONGO_TEST_URI;
  const there = names.includes('sqlite') ? [sqlite] : [];
  if (!names.includes('mongo')) return { there };
  if (server) return { there: [...there, mongo(server)] };
  const why = process.env.MONGO_MISSING || 'MONGO_TEST_URI names no server';
  return { there, missing: `no figures on mongo: ${why}` };
}

bench(process.argv.slice(2)).catch((fault: unknown) => {
  console.error(fault instanceof RangeError ? fault.message : fault);
  process.exit(1);
});
