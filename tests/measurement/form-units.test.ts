import fc from 'fast-check';
import { previewVisibility } from '#shared/results/preview-visibility.js';
import { type FormedUnits, formUnits, type RosterNode } from '#shared/round/form-units.js';
import { unitsByTheRule } from './units-by-the-rule.js';

/** `'Sales/North': 12` attaches 12 people to North. The organisation is `Acme`; ids are paths. */
function roster(counts: Record<string, number>): RosterNode[] {
  const nodes = new Map<string, RosterNode>([['Acme', { id: 'Acme', name: 'Acme', parent: null, people: counts.Acme ?? 0 }]]);
  for (const path of Object.keys(counts).filter((key) => key !== 'Acme')) {
    const names = path.split('/');
    for (const at of names.keys()) {
      const id = names.slice(0, at + 1).join('/');
      nodes.set(id, { id, name: names[at] ?? '', parent: at === 0 ? 'Acme' : names.slice(0, at).join('/'), people: counts[id] ?? 0 });
    }
  }
  return [...nodes.values()];
}

const formed = (counts: Record<string, number>, k = 5) => formUnits(roster(counts), k);
const drawn = ({ units }: FormedUnits) => units.map(({ name, depth, roll }) => `${'  '.repeat(depth)}${name} ${roll}`);
const leaves = ({ units }: FormedUnits) => units.filter(({ id }) => !units.some((unit) => unit.parent === id));

describe('reporting units', () => {
  test('large enough units stay as they are, and keep their ids', () => {
    const tree = formed({ 'Sales/North': 10, 'Sales/South': 12, Works: 30 });
    expect(drawn(tree)).toEqual(['Acme 52', '  Sales 22', '    North 10', '    South 12', '  Works 30']);
    expect(tree.units.map(({ id }) => id)).toEqual(['Acme', 'Sales', 'Sales/North', 'Sales/South', 'Works']);
  });

  test('a unit under 2K joins the smallest sibling without sub-units, named by its parts', () => {
    const tree = formed({ 'Sales/North': 4, 'Sales/South': 15, 'Sales/East': 12, 'Sales/West/Far': 11, 'Sales/West/Out': 10 });
    expect(drawn(tree)).toEqual([
      'Acme 52',
      '  Sales 52',
      '    South 15',
      '    East + North 16',
      '    West 21',
      '      Far 11',
      '      Out 10',
    ]);
    expect(tree.unitOf.get('Sales/North')).toBe(tree.unitOf.get('Sales/East'));
  });

  test('units that together fill their node are that node, under its id', () => {
    const tree = formed({ 'Sales/North': 6, 'Sales/South': 6, Works: 30 });
    expect(drawn(tree)).toEqual(['Acme 42', '  Sales 12', '  Works 30']);
    expect(tree.unitOf.get('Sales/North')).toBe('Sales');
  });

  test('without a sibling to join, people go into the parent, and on from there to the smallest unit', () => {
    expect(drawn(formed({ 'Sales/North': 4, 'Sales/South/A': 20, 'Sales/South/B': 20, Works: 30 }))).toEqual([
      'Acme 74',
      '  Sales 44',
      '    South 44',
      '      A + North 24',
      '      B 20',
      '  Works 30',
    ]);
  });

  test('direct staff are a unit of their own, and a sibling that small units may join', () => {
    expect(drawn(formed({ Sales: 11, 'Sales/North': 20, 'Sales/South': 5, Works: 20 }))).toEqual([
      'Acme 56',
      '  Sales 36',
      '    Sales (direct) + South 16',
      '    North 20',
      '  Works 20',
    ]);
  });

  test('too few direct staff move up node by node, and at the top join the smallest unit', () => {
    const tree = formed({ 'Sales/North': 2, 'Sales/North/Oslo': 11, 'Sales/North/Bergen': 12, Works: 30 });
    expect(drawn(tree)).toEqual([
      'Acme 55',
      '  Sales 25',
      '    North 25',
      '      Oslo + North (direct) 13',
      '      Bergen 12',
      '  Works 30',
    ]);
    expect(tree.unitOf.get('Sales/North')).toBe(tree.unitOf.get('Sales/North/Oslo'));
  });

  test('too few direct staff of several nodes may be a unit together at the top', () => {
    const tree = formed({ Acme: 4, Sales: 3, 'Sales/A': 20, 'Sales/B': 20, Works: 4, 'Works/C': 20, 'Works/D': 20 });
    expect(drawn(tree)[1]).toBe('  Acme (direct) + Sales (direct) + Works (direct) 11');
    expect(leaves(tree).every(({ roll }) => roll >= 10)).toBe(true);
  });

  test('a whole under 2K is one unit', () => {
    expect(drawn(formed({ Sales: 3, Works: 4 }))).toEqual(['Acme 7']);
    expect(drawn(formed({ Acme: 0 }))).toEqual(['Acme 0']);
  });

  test('a unit keeps its id when others change, and has another when it is merged differently', () => {
    const before = formed({ 'Sales/North': 4, 'Sales/South': 15, 'Sales/East': 12, Works: 30 });
    const grown = formed({ 'Sales/North': 6, 'Sales/South': 17, 'Sales/East': 11, Works: 31 });
    const merged = formed({ 'Sales/North': 4, 'Sales/South': 11, 'Sales/East': 15, Works: 30 });
    expect(grown.unitOf).toEqual(before.unitOf);
    expect(merged.unitOf.get('Sales/North')).not.toBe(before.unitOf.get('Sales/North'));
    expect(before.unitOf.get('Sales/North')).toMatch(/^[0-9a-z]{12}$/);
  });

  const companies = fc
    .array(fc.tuple(fc.array(fc.constantFrom('A', 'B', 'C'), { minLength: 1, maxLength: 4 }), fc.nat({ max: 25 })), {
      minLength: 1,
      maxLength: 25,
    })
    .map((units) => Object.fromEntries([['Acme', 3], ...units.map(([path, people]) => [path.join('/'), people] as const)]));

  /** Trees of any shape, flat and deep, with empty nodes and ids in no order. */
  const rosters = fc
    .array(fc.record({ above: fc.nat(), people: fc.oneof(fc.constant(0), fc.nat({ max: 25 })), letter: fc.constantFrom('a', 'm', 'z') }), {
      minLength: 1,
      maxLength: 30,
    })
    .map((drawn) => {
      const ids = drawn.map(({ letter }, at) => `${letter}${at}`);
      return drawn.map(({ above, people }, at) => {
        return { id: ids[at] ?? '', name: `N${at}`, parent: at === 0 ? null : (ids[above % at] ?? null), people };
      });
    });

  test('of any company: every unit has 2K people or is the whole, everybody is in one, and it comes out the same again', () => {
    fc.assert(
      fc.property(companies, fc.integer({ min: 5, max: 10 }), (counts, k) => {
        const tree = formed(counts, k);
        const people = Object.values(counts).reduce((sum, count) => sum + count, 0);
        const units = leaves(tree);
        expect(units.reduce((sum, { roll }) => sum + roll, 0)).toBe(people);
        expect(tree.units[0]?.roll).toBe(people);
        expect(units.length === 1 || units.every(({ roll }) => roll >= 2 * k)).toBe(true);
        expect(new Set(tree.units.map(({ id }) => id)).size).toBe(tree.units.length);
        const counted = new Map(units.map(({ id }) => [id, 0]));
        for (const node of roster(counts)) {
          const unit = tree.unitOf.get(node.id) ?? '';
          counted.set(unit, (counted.get(unit) ?? Number.NaN) + node.people);
        }
        expect([...counted]).toEqual(units.map(({ id, roll }) => [id, roll]));
        expect(formed(counts, k)).toEqual(tree);
      }),
    );
  });

  test('of any company: they are those that the rule, followed step by step, leads to', () => {
    fc.assert(
      fc.property(rosters, fc.integer({ min: 1, max: 10 }), (nodes, k) => {
        const { units } = formUnits(nodes, k);
        expect(units.map(({ depth, name, id, roll }) => [depth, name, id, roll])).toEqual(unitsByTheRule(nodes, k));
      }),
      { numRuns: 500 },
    );
  });

  test('of 8,000 units, in a hundred divisions or in none, nobody is lost', () => {
    for (const divisions of [0, 100]) {
      const above = Array.from({ length: divisions }, (_, at) => ({ id: `division ${at}`, name: `${at}`, parent: 'Acme', people: 1 }));
      const below = Array.from({ length: 8000 }, (_, at) => {
        return { id: `unit ${at}`, name: `${at}`, parent: above[at % divisions]?.id ?? 'Acme', people: 3 + ((at * 7) % 12) };
      });
      const { units } = formUnits([{ id: 'Acme', name: 'Acme', parent: null, people: 0 }, ...above, ...below], 5);
      expect(units[0]?.roll).toBe([...above, ...below].reduce((sum, { people }) => sum + people, 0));
    }
  });
});

describe('privacy preview', () => {
  const visible = (counts: Record<string, number>, k: number, response: number) => {
    const tree = formed(counts, 5);
    return tree.units.filter((_, at) => previewVisibility(tree.units, k, response)[at]).map(({ name }) => name);
  };

  test('a unit shows when K of it would answer, and hides with the one by which it could be told', () => {
    expect(visible({ Sales: 10, Works: 12, Lab: 40 }, 5, 0.5)).toEqual(['Acme', 'Sales', 'Works', 'Lab']);
    // Six of Sales are too few at K = 8; Acme less Works and Lab would tell them, so Works goes too.
    expect(visible({ Sales: 12, Works: 16, Lab: 40 }, 8, 0.5)).toEqual(['Acme', 'Lab']);
    expect(visible({ Sales: 12, Works: 16, Lab: 40 }, 8, 0.9)).toEqual(['Acme', 'Sales', 'Works', 'Lab']);
  });
});
