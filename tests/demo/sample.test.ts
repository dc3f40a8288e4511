import { signIn } from '#server/accounts/sessions.js';
import { loadConfig } from '#server/config.js';
import { localDay } from '#server/local-day.js';
import { endRound } from '#server/rounds/rounds.js';
import { type RunningServer, startServer } from '#server/start-server.js';
import { parseInvitationCode } from '#shared/ballot/link.js';
import { parseReceiptLine } from '#shared/ballot/receipt.js';
import { itemOrder } from '#shared/instrument/answers.js';
import { instrumentOf } from '#shared/instrument/core.js';
import type { Snapshot } from '#shared/results/snapshot.js';
import { MovableClock, SAMPLE_ACCOUNTS, type Seeded, seedSample } from '../../scripts/demo/seed.js';
import { cast, collect } from '../../scripts/demo/voter.js';
import { welcome } from '../../scripts/demo/welcome.js';
import { aFolder, type Folder } from '../builders/folder.js';
import { stockedKey } from '../builders/signing-keys.js';

/** One round after the other, published for real, takes its time. */
const PATIENCE = 180_000;

describe('the sample organisation', () => {
  let server: RunningServer;
  let place: Folder;
  let snapshots: Snapshot[];
  let seeded: Seeded;
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
    seeded = await seedSample(server, clock, () => {});
    snapshots = await published();
  }, PATIENCE);
  afterAll(async () => {
    await server.close();
    await place.remove();
  }, PATIENCE);

  async function organisation(): Promise<string> {
    const [only] = await server.stores.registrar.organisations.list();
    return only?.id ?? '';
  }

  async function published(): Promise<Snapshot[]> {
    const { results } = server.stores.registrar;
    const id = await organisation();
    const rounds = await results.published(id);
    const read = await Promise.all(rounds.map((round) => results.snapshot(id, round)));
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

  test('420 people on three levels in 24 units, some named at length, some in Hebrew', async () => {
    const { roster } = server.stores.registrar;
    const id = await organisation();
    const units = await roster.units(id);
    expect(await roster.people(id)).toHaveLength(420);
    expect(units.filter(({ parent }) => parent !== null)).toHaveLength(24);
    const parents = new Map(units.map((unit) => [unit.id, unit.parent]));
    const levels = (unit: string): number => 1 + (parents.get(unit) ? levels(parents.get(unit) ?? '') : 0);
    expect(Math.max(...units.map((unit) => levels(unit.id)))).toBe(3);
    expect(units.filter(({ name }) => name.length > 60)).not.toEqual([]);
    expect(units.filter(({ name }) => /[\u05D0-\u05EA]/.test(name))).not.toEqual([]);
  });

  test('a sign-in for each role, ten links that were not used, and a receipt that is in the public list are told', async () => {
    const told = welcome(server.url, seeded);
    for (const { role, email, password } of SAMPLE_ACCOUNTS) {
      expect(told).toMatch(new RegExp(`^  ${role} +${email} +${password}$`, 'm'));
      expect((await signIn(server.accountNeeds, { email, password, address: '' })).token).toMatch(/^\S+$/);
    }
    const links = told.match(/^ {2}http\S+\/b#\S+$/gm) ?? [];
    expect(new Set(links).size).toBe(10);
    expect(links.map((link) => link.trim())).toEqual(seeded.links.slice(0, 10));
    const { manifest, ballot } = parseReceiptLine(told) ?? seeded.receipt;
    expect({ manifest, ballot }).toEqual({ manifest: seeded.receipt.manifest, ballot: seeded.receipt.ballot });
    expect(await server.stores.registrar.results.bulletin(manifest)).toContain(ballot);
  });

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

  // Last, for it changes what the others look at.
  test('the open pulse can be answered by a link, ended at once, and shows its result', async () => {
    const { rounds, scheduler, openRounds } = server.wired;
    const [open] = await server.stores.registrar.rounds.allInStates(['open']);
    const invited = parseInvitationCode(new URL(seeded.links[0] ?? '').hash);
    if (!open?.manifestHash || !invited) throw new Error('there is no open round, or no link to it');
    const place = { openRounds, roll: server.stores.roll, ballotBox: server.stores.ballotBox, clock };
    const ballot = await collect(place, invited);
    const form = itemOrder(instrumentOf(open.draft.form));
    const receipt = await cast(place, ballot, Object.fromEntries(form.map((item) => [item, 1])));

    await endRound(rounds, { organisation: open.organisation, by: 'HR', round: open.id, reason: 'enough have answered' });
    await scheduler.tick();

    const result = (await server.stores.registrar.results.snapshot(open.organisation, open.id))?.snapshot;
    expect(result?.results?.cells[result.units[0]?.id ?? '']?.index.shown).toBe(true);
    expect(await server.stores.registrar.results.bulletin(open.manifestHash)).toContain(receipt.ballot);
    expect(logged).toEqual([]);
  });
});
