import type { RosterContent, RosterRow } from '#server/storage/port/registrar/roster.js';
import type { Registrar } from '#server/storage/port/registrar.js';
import { describeEachEngine, type Stores } from './engines.js';

const AT = '2026-03-02T08:00:00.000Z';

function aPerson(employeeId: string, parts: Partial<RosterRow> = {}): RosterRow {
  const id = `p${employeeId}`;
  return { id, employeeId, name: `Person ${employeeId}`, email: null, unit: 'sales', leads: false, language: 'en', ...parts };
}

function aRoster(people: readonly RosterRow[]): RosterContent {
  const units = [
    { id: 'acme', name: 'Acme', parent: null },
    { id: 'sales', name: 'Sales', parent: 'acme' },
    { id: 'works', name: 'Works', parent: 'acme' },
  ];
  return { units, people };
}

describeEachEngine('rosters in the registrar', ({ open }) => {
  let registrar: Registrar;
  let stores: Stores;
  beforeEach(async () => {
    stores = await open();
    registrar = await stores.registrar();
  });

  test('before the first import there is nothing', async () => {
    expect(await registrar.roster.state('a')).toEqual({ revision: 0, importedAt: null });
    expect([await registrar.roster.units('a'), await registrar.roster.people('a')]).toEqual([[], []]);
  });

  test('a roster is replaced whole', async () => {
    const { roster } = registrar;
    expect(await roster.replace('a', 0, aRoster([aPerson('1', { email: 'one@a.test', leads: true }), aPerson('2')]), AT)).toBe('replaced');
    expect(await roster.replace('a', 1, aRoster([aPerson('3', { unit: 'works', language: 'he' })]), AT)).toBe('replaced');
    expect(await roster.people('a')).toEqual([aPerson('3', { unit: 'works', language: 'he' })]);
    expect(await roster.units('a')).toEqual(aRoster([]).units);
    expect(await roster.countByUnit('a')).toEqual(new Map([['works', 1]]));
    expect(await roster.state('a')).toEqual({ revision: 2, importedAt: AT });
  });

  test('of eight replacements of the same revision one is made', async () => {
    const replacements = Array.from({ length: 8 }, (_, at) => registrar.roster.replace('a', 0, aRoster([aPerson(String(at))]), AT));
    const outcomes = await Promise.all(replacements);
    expect(outcomes.filter((outcome) => outcome === 'replaced')).toHaveLength(1);
    expect(await registrar.roster.people('a')).toEqual([aPerson(String(outcomes.indexOf('replaced')))]);
  });

  test('one that fails half way leaves the earlier roster whole', async () => {
    const { roster } = registrar;
    await roster.replace('a', 0, aRoster([aPerson('1')]), AT);
    const twice = Array.from({ length: 500 }, (_, at) => aPerson(String(at % 499), { id: `p${at}` }));
    await expect(roster.replace('a', 1, aRoster(twice), AT)).rejects.toThrow();
    expect([await roster.people('a'), (await roster.state('a')).revision]).toEqual([[aPerson('1')], 1]);
  });

  test('two organisations know nothing of each other', async () => {
    const { roster } = registrar;
    await roster.replace('a', 0, aRoster([aPerson('1')]), AT);
    await roster.replace('b', 0, aRoster([aPerson('1', { name: 'Other' })]), AT);
    expect(await roster.person('a', 'p1')).toEqual(aPerson('1'));
    expect(await roster.find('b', { text: 'person', limit: 10 })).toEqual([]);
    await roster.replace('b', 1, aRoster([]), AT);
    expect(await roster.people('a')).toHaveLength(1);
  });

  test('people are found in any script and case, literally, and in the units asked for', async () => {
    const { roster } = registrar;
    const people = [aPerson('1', { name: 'Éva' }), aPerson('2', { name: 'נועה', unit: 'works' }), aPerson('3', { email: 'x_y@a.test' })];
    await roster.replace('a', 0, aRoster(people), AT);
    const found = async (text: string, units?: string[]) =>
      (await roster.find('a', { text, limit: 10, ...(units ? { units } : {}) })).map(({ employeeId }) => employeeId);
    expect(await found('ÉV')).toEqual(['1']);
    expect(await found('נוע')).toEqual(['2']);
    expect(await found('x_y')).toEqual(['3']);
    expect(await found('_')).toEqual(['3']);
    expect(await found('', ['works'])).toEqual(['2']);
    expect(await roster.find('a', { text: '', limit: 2 })).toHaveLength(2);
  });
});
