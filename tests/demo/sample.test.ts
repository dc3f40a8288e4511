import { loadConfig } from '#server/config.js';
import { localDay } from '#server/local-day.js';
import { type RunningServer, startServer } from '#server/start-server.js';
import type { Snapshot } from '#shared/results/snapshot.js';
import { MovableClock, seedSample } from '../../scripts/demo/seed.js';
import { aFolder, type Folder } from '../builders/folder.js';
import { stockedKey } from '../builders/signing-keys.js';

/** One round after the other, published for real, takes its time. */
const PATIENCE = 180_000;

describe('the sample organisation', () => {
  let server: RunningServer;
  let place: Folder;
  let snapshots: Snapshot[];
  const logged: string[] = [];
  const clock = new MovableClock();

  beforeAll(async () => {
    place = await aFolder();
    const config = await loadConfig({ DATA_DIR: place.folder, PORT: '0', LOG_LEVEL: 'warn' });
    server = await startServer(config, {
      clock,
      allowInsecureBaseUrl: true,
      scryptCost: { logN: 4, r: 8, p: 1 },
      makeSigningKey: stockedKey,
      log: { write: (line) => void logged.push(line) },
    });
    await seedSample(server, clock, () => {});
    snapshots = await published();
  }, PATIENCE);
  afterAll(async () => {
    await server.close();
    await place.remove();
  }, PATIENCE);

  async function published(): Promise<Snapshot[]> {
    const [organisation] = await server.stores.registrar.organisations.list();
    const { results } = server.stores.registrar;
    const rounds = await results.published(organisation?.id ?? '');
    const read = await Promise.all(rounds.map((round) => results.snapshot(organisation?.id ?? '', round)));
    return read.flatMap((one) => one?.snapshot ?? []);
  }

  const [first, second] = [0, 1];
  const resultsOf = (round: number) => {
    const { units, results } = snapshots[round] as Snapshot;
    if (!results) throw new Error('published without results');
    const named = (part: string) => units.filter(({ name }) => name.includes(part));
    return { units, results, named };
  };

  test('nothing was logged, so nothing failed', () => expect(logged).toEqual([]));

  test('two rounds are published with an index between 25 and 40', () => {
    expect(snapshots).toHaveLength(2);
    for (const round of [first, second]) {
      const { results, units } = resultsOf(round);
      const index = results.cells[units[0]?.id ?? '']?.index;
      if (!index?.shown) throw new Error('the index is hidden');
      expect(index.mean).toBeGreaterThanOrEqual(25);
      expect(index.mean).toBeLessThanOrEqual(40);
    }
  });

  test('each is published right after the grace of its terms, dated by the day in its own time zone, before employees see its result', async () => {
    const rounds = await server.stores.registrar.rounds.allInStates(['published']);
    expect(rounds).toHaveLength(2);
    for (const { closes, publishedAt, manifest } of rounds) {
      const { graceMinutes = 0, employeesSeeResultsFrom = '' } = manifest?.terms ?? {};
      const afterClose = (new Date(publishedAt ?? '').getTime() - new Date(closes).getTime()) / 60_000;
      expect(afterClose).toBeGreaterThanOrEqual(graceMinutes);
      expect(afterClose).toBeLessThan(graceMinutes + 5);
      expect(new Date(publishedAt ?? '') < new Date(employeesSeeResultsFrom)).toBe(true);
    }
    const published = snapshots.map((snapshot) => snapshot.published);
    const dayOf = ({ publishedAt, manifest }: (typeof rounds)[number]) => localDay(new Date(publishedAt ?? ''), manifest?.timeZone ?? '');
    expect(published).toEqual(rounds.map(dayOf).sort());
  });

  test('copying everyone has come down beyond chance, and no other signal changed', () => {
    const changed = Object.entries(resultsOf(second).results.changes?.signals ?? {}).filter(
      ([, { verdict }]) => verdict !== 'no-clear-change',
    );
    expect(changed.map(([signal, { verdict }]) => `${signal} ${verdict}`)).toEqual(['cc-storm lower']);
  });

  test('assembly line 2 stands out in finding someone to blame', () => {
    const { results, named, units } = resultsOf(second);
    const its = results.cells[named('Assembly line 2')[0]?.id ?? '']?.signals.scapegoating?.score;
    const all = results.cells[units[0]?.id ?? '']?.signals.scapegoating?.score;
    if (!its?.shown || !all?.shown) throw new Error('hidden');
    expect(its.mean).toBeGreaterThanOrEqual(all.mean + 15);
  });

  test('one unit is merged, one is hidden, one answered little', () => {
    const { results, named } = resultsOf(second);
    expect(named('Test laboratory')[0]?.name).toMatch(/Test laboratory.+\+|\+.+Test laboratory/);
    expect(results.cells[named('Facilities')[0]?.id ?? '']?.index).toEqual({ shown: false });
    const response = results.cells[named('Warehouse')[0]?.id ?? '']?.response;
    expect(response?.shown && response.percent).toBeLessThan(50);
  });
});
