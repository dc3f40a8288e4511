import { fileURLToPath } from 'node:url';
import { systemClock } from '#server/clock.js';
import { systemRandom } from '#server/random.js';
import { importRoster, previewRoster } from '#server/roster/roster.js';
import { benchOffice, rosterOf } from './bench-office.js';
import type { Place } from './engines.js';
import { under, whole } from './figures.js';
import { startRealServer } from './real-server.js';
import type { Run } from './run.js';
import type { Sizes } from './sizes.js';
import { secondsOf } from './timing.js';

/** Seconds. */
const [IMPORT, START] = [10, 5];

const NPM_START = [fileURLToPath(new URL('../../../scripts/start.mjs', import.meta.url)), 'start'];

/** What HR and whoever hosts it wait for: a roster previewed and imported, a server started again. */
export async function benchOfficeWaits({ engines, sizes: { roster }, figures }: Run): Promise<void> {
  for (const engine of engines) {
    const common = { engine: engine.name, processes: 1 };
    const seconds = (value: number) => `${value.toFixed(2)} s`;
    const imported = await engine.on((place) => importing(place, roster));
    const name = `a roster of ${whole(roster.people)} people, previewed and imported`;
    figures.note({ ...common, name, value: seconds(imported), goal: under(imported, IMPORT, 's') });
    const started = await engine.on(startingAgain);
    figures.note({ ...common, name: 'a second start, as npm start', value: seconds(started), goal: under(started, START, 's') });
  }
}

/** In place of a roster of other people, all of whom leave. */
async function importing({ folder, urls }: Place, { people, units }: Sizes['roster']): Promise<number> {
  const { stores, act } = await benchOffice(folder, { people: units * 10, units, urls });
  const text = rosterFile(people, units);
  const upload = () => ({
    organisation: act.organisation,
    mapping: {},
    file: (async function* () {
      yield text;
    })(),
  });
  const needs = { registrar: stores.registrar, clock: systemClock, random: systemRandom };
  const seconds = await secondsOf(async () => {
    const { fingerprint } = await previewRoster(needs, upload());
    await importRoster(needs, { ...upload(), fingerprint, leaveOutProblems: false, by: act.by });
  });
  const there = await stores.registrar.roster.people(act.organisation);
  await stores.close();
  if (there.length !== people) throw new Error(`${there.length} of ${people} people were imported`);
  return seconds;
}

function rosterFile(people: number, units: number): Uint8Array {
  const roster = rosterOf(people, units);
  const names = new Map(roster.units.map(({ id, name }) => [id, name]));
  const rows = roster.people.map(({ employeeId, name, email, unit }) => `N${employeeId},${name},${email},"${names.get(unit)}",no,en`);
  return new TextEncoder().encode(['Employee id,Name,E-mail,Unit,Leads,Language', ...rows, ''].join('\n'));
}

async function startingAgain({ folder, urls }: Place): Promise<number> {
  await (await startRealServer(folder, 1, urls)).stop();
  let server: Awaited<ReturnType<typeof startRealServer>> | undefined;
  const seconds = await secondsOf(async () => {
    server = await startRealServer(folder, 1, urls, NPM_START);
  });
  await server?.stop();
  return seconds;
}
