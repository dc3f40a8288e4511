import fc from 'fast-check';
import { auditSnapshot, coarsenLabels, type ExactCounts, exactCounts, groupsOf, release } from '#server/aggregation/aggregation.js';
import { releaseWith } from '#server/aggregation/publication/release.js';
import { SHARE, severalItems } from '#server/aggregation/suppression/ladder.js';
import { type Planted, publishStatistic } from '#server/aggregation/suppression/publish-statistic.js';
import { itemOrder } from '#shared/instrument/answers.js';
import { CORE, PULSE } from '#shared/instrument/core.js';
import { ReleasedTuples } from '#shared/results/released-tuples.js';
import { Snapshot } from '#shared/results/snapshot.js';
import { treeOf } from '#shared/results/tree.js';
import { aCompany, type Company, companies, tallyOf, termsOf } from './sample-company.js';

const released = (company: Company) => release(tallyOf(company), termsOf(company));
const rollsOf = ({ units }: Company) => units.map(({ roll }) => roll);
const exactOf = (company: Company): ExactCounts => exactCounts(groupsOf(tallyOf(company), company.spares, company.k), rollsOf(company));

/** People of a node and all below it, by walking up from each one. */
function peopleUnder(company: Company, unit: string): Company['people'] {
  const parents = new Map(company.units.map(({ id, parent }) => [id, parent]));
  const isUnder = (label: string | null): boolean => label !== null && (label === unit || isUnder(parents.get(label) ?? null));
  return company.people.filter((person) => isUnder(person.unit));
}

function sparesUnder(company: Company, unit: string): number {
  const below = company.units.filter(({ parent }) => parent === unit);
  return (company.spares[unit] ?? 0) + below.reduce((sum, { id }) => sum + sparesUnder(company, id), 0);
}

const answered = (codes: Uint8Array, from: number, to: number) => codes.subarray(from, to).filter((code) => code >= 1 && code <= 5).length;

/** Who has each statistic, straight from the answers: its cells, threshold, and test of a person. */
function statisticsOf(company: Company, snapshot: Snapshot) {
  const { results, k } = snapshot;
  if (!results) return [];
  const { signals } = company.instrument;
  const size = signals[0]?.items.length ?? 1;
  const scored = (codes: Uint8Array, s: number) => 2 * answered(codes, s * size, (s + 1) * size) >= size;
  const indexed = (codes: Uint8Array) => 11 * signals.filter((_, s) => scored(codes, s)).length >= 8 * signals.length;
  const cells = results.cells;
  return [
    { t: k, has: indexed, shown: (unit: string) => cells[unit]?.index.shown },
    { t: 20, has: indexed, shown: (unit: string) => cells[unit]?.reach.shown },
    ...signals.flatMap(({ id, items }, s) => [
      {
        t: size > 1 ? k : 10,
        has: (codes: Uint8Array) => scored(codes, s),
        shown: (unit: string) => cells[unit]?.signals[id]?.score.shown,
      },
      { t: 20, has: (codes: Uint8Array) => scored(codes, s), shown: (unit: string) => cells[unit]?.signals[id]?.prevalence.shown },
      { t: 20, has: () => true, shown: (unit: string) => cells[unit]?.signals[id]?.cantSay.shown },
      { t: 20, has: () => true, shown: (unit: string) => cells[unit]?.signals[id]?.skipped.shown },
      { t: 20, has: () => true, shown: (unit: string) => cells[unit]?.signals[id]?.didNotHappen.shown },
      ...items.flatMap((item, i) => {
        const has = (codes: Uint8Array) => answered(codes, s * size + i, s * size + i + 1) === 1;
        const shown = (what: 'score' | 'distribution') => (unit: string) => results.items[unit]?.[item.id]?.[what].shown;
        const distribution = { t: 100, has, shown: shown('distribution') };
        return size === 1 ? [distribution] : [distribution, { t: 20, has, shown: shown('score') }];
      }),
    ]),
  ];
}

describe('what a release gives away', () => {
  test('of any company no atom has people under its threshold, counted from the answers themselves', () => {
    fc.assert(
      fc.property(companies, (company) => {
        const { snapshot } = released(company);
        const under = new Map(company.units.map(({ id }) => [id, peopleUnder(company, id)]));
        for (const { t, has, shown } of statisticsOf(company, snapshot)) {
          const nearest = (unit: string): string[] =>
            company.units.filter(({ parent }) => parent === unit).flatMap(({ id }) => (shown(id) ? [id] : nearest(id)));
          for (const { id } of company.units.filter((unit) => shown(unit.id))) {
            const below = nearest(id);
            const n = (unit: string) => (under.get(unit) ?? []).filter(({ codes }) => has(codes)).length;
            const people = n(id) - below.reduce((sum, unit) => sum + n(unit), 0);
            const spares = sparesUnder(company, id) - below.reduce((sum, unit) => sum + sparesUnder(company, unit), 0);
            expect(people === 0 || people - spares >= t).toBe(true);
          }
        }
      }),
      { numRuns: 60 },
    );
  });

  test('of any company the auditor passes what is published, from the snapshot alone, and the formats hold', () => {
    fc.assert(
      fc.property(companies, (company) => {
        const { snapshot, tuples } = released(company);
        expect(auditSnapshot(snapshot, exactOf(company))).toEqual([]);
        expect(Snapshot.parse(JSON.parse(JSON.stringify(snapshot)))).toEqual(snapshot);
        expect(ReleasedTuples.parse(JSON.parse(JSON.stringify(tuples)))).toEqual(tuples);
      }),
      { numRuns: 60 },
    );
  });

  test('the same ballots in any order give the same snapshot', () => {
    fc.assert(
      fc.property(companies, fc.nat(), (company, turn) => {
        const { people } = company;
        const at = people.length === 0 ? 0 : turn % people.length;
        const other = { ...company, people: [...people.slice(at), ...people.slice(0, at)].reverse() };
        expect(JSON.stringify(released(other))).toBe(JSON.stringify(released(company)));
      }),
      { numRuns: 25 },
    );
  });

  test('results exist from K people on, or not at all', () => {
    const of = (people: number) => released(aCompany([{ parent: 0, roll: people, response: 1 }]));
    const without = of(4);
    expect(without.snapshot.outcome).toBe('without-results');
    expect(without.snapshot.results).toBeNull();
    expect(without.tuples.forms).toEqual([]);
    expect(of(5).snapshot.results?.cells.root?.index.shown).toBe(true);
    // Five ballots of which one was a replacement may be four people.
    expect(released(aCompany([{ parent: 0, roll: 4, response: 1, spares: 1 }])).snapshot.outcome).toBe('without-results');
  });

  test('a hidden cell and an empty one are the same', () => {
    const plan = [40, 4, 0, 60].map((roll) => ({ parent: 0, roll, response: 1 }));
    const { results } = released(aCompany(plan)).snapshot;
    expect(results?.cells.n002).toEqual(results?.cells.n003);
    expect(results?.items.n002).toEqual(results?.items.n003);
    expect(JSON.stringify(results?.cells.n003)).not.toContain('true');
  });

  test('when one unit is too small, the smallest of the others hides with it', () => {
    const plan = [40, 4, 30, 60].map((roll) => ({ parent: 0, roll, response: 1 }));
    const { results } = released(aCompany(plan)).snapshot;
    expect(Object.keys(results?.cells ?? {}).filter((unit) => results?.cells[unit]?.index.shown)).toEqual(['root', 'n001', 'n004']);
  });

  test('below the top too: the smallest of the units hides, and the one that they are parts of stays', () => {
    const plan = [0, 60, 40, 4, 30].map((roll, at) => ({ parent: at < 2 ? 0 : 1, roll, response: 1 }));
    const { results } = released(aCompany(plan)).snapshot;
    expect(Object.keys(results?.cells ?? {}).filter((unit) => results?.cells[unit]?.index.shown)).toEqual(['root', 'n001', 'n002', 'n003']);
  });
});

describe('the auditor', () => {
  const tree = treeOf([
    { id: 'all', parent: null },
    { id: 'a', parent: 'all' },
    { id: 'b', parent: 'all' },
  ]);
  const published = (n: number[], sums: number[]) =>
    publishStatistic(tree, { rule: severalItems(5), counts: { n, safe: n }, sums: [sums] }).map((cell) => cell?.parts[0]?.value);

  test('hides a cell whose sum the others give away to within 20 points, and only that', () => {
    // 33, 29 and 30 of 20, 25 and 45 people leave 45 * 30.5 - (20 * 32.5 + 25 * 28.5) = 10 points open.
    expect(published([45, 20, 25], [1367, 652, 715])).toEqual([30, undefined, 29]);
    // 31 instead of 30 leaves 55.
    expect(published([45, 20, 25], [1380, 660, 720])).toEqual([31, 33, 29]);
  });

  test('hides a distribution whose rounded shares add up in one way only', () => {
    const shares = (counts: number[]) => {
      const n = counts.reduce((sum, count) => sum + count, 0);
      const statistic = { rule: SHARE, counts: { n: [n], safe: [n] }, sums: counts.map((count) => [100 * count]), whole: true };
      return publishStatistic(treeOf([{ id: 'all', parent: null }]), statistic)[0]?.parts.map(({ value }) => value);
    };
    // 20, 30, 30, 40 and "10 or under" are at least 15, 25, 25, 35 and 0 percent: together 100, so each is exactly that.
    expect(shares([3, 5, 5, 7, 0])).toBeUndefined();
    expect(shares([4, 5, 5, 6, 0])).toEqual([20, 30, 30, 30, 10]);
  });

  test('finds such a distribution in what is served', () => {
    const company = aCompany(
      [100, 400].map((roll) => ({ parent: 0, roll, response: 1 })),
      { seed: 3 },
    );
    const whole = {
      ...company,
      people: company.people.map(({ unit, codes }) => ({ unit, codes: codes.map((code) => (code > 5 ? 3 : code || 3)) })),
    };
    const { snapshot } = released(whole);
    expect(auditSnapshot(snapshot, exactOf(whole))).toEqual([]);
    const distribution = snapshot.results?.items.n001?.['silence-1']?.distribution;
    if (!distribution?.shown) throw new Error('hidden');
    const ends = ['exact', 'exact', 'exact', 'exact', 'or-under'] as const;
    distribution.answers = [20, 30, 30, 40, 10].map((percent, at) => ({ percent, end: ends[at] ?? 'exact' }));
    expect(auditSnapshot(snapshot, exactOf(whole))).toContainEqual({
      statistic: 'distribution of silence-1',
      unit: 'n001',
      why: 'bounds-too-narrow',
    });
  });

  const expectKeptOfPulse = (company: Company) => {
    const { snapshot, tuples } = released(company);
    const kept = tuples.forms.find(({ form }) => form === 'pulse')?.units ?? {};
    for (const [unit, items] of Object.entries(snapshot.results?.items ?? {})) {
      for (const { id, items: own } of PULSE.signals) {
        const cell = items[own[0]?.id ?? '']?.score;
        const tuple = kept[unit]?.signals[id];
        if (cell?.shown) expect(tuple && [tuple.mean, tuple.end, tuple.base]).toEqual([cell.mean, cell.end, cell.base]);
      }
    }
    return { results: snapshot.results, kept };
  };

  test('of a core round, what is shown of a pulse item is what the pulse form keeps of it, to the last bit, and nowhere else', () => {
    fc.assert(
      fc.property(companies, (company) => {
        if (company.instrument === CORE) expectKeptOfPulse(company);
      }),
      { numRuns: 150 },
    );
  });

  test('of a core round, a pulse item stays hidden where the pulse form hides it, though by itself it could be shown', () => {
    // Steps of the item over all people of each unit, with which the pulse form hides the largest, and the item by itself would hide the others.
    const plan = [
      { roll: 43, steps: 95 },
      { roll: 11, steps: 26 },
      { roll: 39, steps: 89 },
    ];
    const company = aCompany(plan.map(({ roll }) => ({ parent: 0, roll, response: 1 })));
    const [first] = PULSE.signals;
    const item = first?.items[0]?.id ?? '';
    const at = itemOrder(CORE).indexOf(item);
    const reversed = CORE.signals.flatMap(({ items }) => items)[at]?.reversed === true;
    const given = new Map<string, number>();
    const people = company.people.map(({ unit, codes }) => {
      const { roll = 0, steps = 0 } = plan[Number(unit.slice(1)) - 1] ?? {};
      const person = given.get(unit) ?? 0;
      given.set(unit, person + 1);
      const step = Math.floor(((person + 1) * steps) / roll) - Math.floor((person * steps) / roll);
      return { unit, codes: codes.with(at, 1 + (reversed ? 4 - step : step)) };
    });
    const { results, kept } = expectKeptOfPulse({ ...company, people });
    expect(['n001', 'n002', 'n003'].map((unit) => kept[unit]?.signals[first?.id ?? ''] !== undefined)).toEqual([false, true, true]);
    expect(results?.items.n001?.[item]?.score.shown).toBe(false);
  });

  test('finds a number that was tampered with: a mean, an index that is none of its signals, an interval, a weighted index, a band of respondents', () => {
    const company = aCompany(
      [45, 26, 130].map((roll) => ({ parent: 0, roll, response: 0.9 })),
      { seed: 11 },
    );
    const tampered = (change: (results: NonNullable<Snapshot['results']>) => void) => {
      const snapshot = structuredClone(released(company).snapshot);
      if (snapshot.results) change(snapshot.results);
      return auditSnapshot(snapshot, exactOf(company)).map(({ statistic, why }) => `${statistic}: ${why}`);
    };
    const index = ({ cells }: NonNullable<Snapshot['results']>) => {
      const cell = cells.n003?.index;
      if (!cell?.shown) throw new Error('hidden');
      return cell;
    };
    expect(tampered(() => undefined)).toEqual([]);
    expect(tampered((results) => Object.assign(index(results), { mean: index(results).mean + 30 }))).toContain('index: no-answers-fit');
    expect(tampered((results) => Object.assign(index(results), { mean: index(results).mean + 0.25 }))).toContain('index: not-rounded');
    expect(
      tampered((results) => Object.assign(index(results), { interval: [index(results).mean - 1.3, index(results).mean + 1.3] })),
    ).toContain('index: not-from-tuple');
    expect(tampered((results) => Object.assign(index(results), { respondents: '20-49' }))).toContain('index: not-from-tuple');
    const small = tampered(({ cells }) => {
      const cell = cells.n002?.index;
      if (!cell?.shown) throw new Error('hidden');
      Object.assign(cell, { mean: cell.mean + cell.base });
    });
    expect(small).toContain('index: not-from-signals');
    expect(tampered((results) => Object.assign(results.company, { weighted: { index: 31.5, differs: true } }))).toContain(
      'weighted: not-from-tuple',
    );
  });
});

describe('the auditor of what is said of the company alone', () => {
  const company = aCompany(
    [60, 80, 90].map((roll) => ({ parent: 0, roll, response: 1 })),
    { seed: 5 },
  );
  // Twelve people who answered everything alike, so that careless answers are told of.
  const careless = {
    ...company,
    people: company.people.map((person, at) => (at < 12 ? { ...person, codes: person.codes.map(() => 3) } : person)),
  };
  const said = (change: (extras: NonNullable<Snapshot['results']>['company']) => void, of: Company = careless) => {
    const snapshot = structuredClone(released(of).snapshot);
    if (snapshot.results) change(snapshot.results.company);
    return auditSnapshot(snapshot, exactOf(of)).map(({ statistic, why }) => `${statistic}: ${why}`);
  };
  const reliabilityOf = (extras: NonNullable<Snapshot['results']>['company']) => {
    if (!extras.reliability) throw new Error('none released');
    return extras.reliability;
  };

  test('passes what was released', () => {
    const { results } = released(careless).snapshot;
    expect([results?.company.careless?.indexWithout.shown, results?.company.reliability?.index.alpha.interval]).toEqual([
      true,
      expect.any(Array),
    ]);
    expect(said(() => undefined)).toEqual([]);
  });

  test('finds a coefficient that is told too finely, an interval of another alpha and an ICC(2) of another ICC(1) than the one shown', () => {
    expect(said((extras) => Object.assign(reliabilityOf(extras).index.omega, { value: 0.87 }))).toEqual([
      'reliability of index: not-rounded',
    ]);
    const shifted = said((extras) => {
      const { alpha } = reliabilityOf(extras).signals.silence ?? {};
      if (alpha?.interval) alpha.interval = [alpha.interval[0] + 0.003, alpha.interval[1] + 0.003];
    });
    expect(shifted).toEqual(['reliability of signal silence: not-from-tuple']);
    const own = said((extras) => Object.assign(reliabilityOf(extras).signals.silence?.icc2 ?? {}, { value: 0.97 }));
    expect(own).toEqual(['reliability of signal silence: not-from-tuple']);
  });

  test('finds a share of careless answers or an index without them that is told too finely', () => {
    expect(said(({ careless: told }) => Object.assign(told ?? {}, { percent: 5.217391 }))).toEqual(['careless: not-rounded']);
    expect(said(({ careless: told }) => Object.assign(told?.indexWithout ?? {}, { mean: 31.25 }))).toEqual(['careless: not-rounded']);
    const few = { ...careless, people: careless.people.map((person, at) => (at < 6 ? (company.people[at] ?? person) : person)) };
    expect(said((extras) => Object.assign(extras, { careless: released(careless).snapshot.results?.company.careless }), few)).toContain(
      'careless: too-few-people',
    );
  });

  test('finds any of it told of fewer than fifty people', () => {
    const small = aCompany([{ parent: 0, roll: 40, response: 1 }]);
    const told = reliabilityOf(released(careless).snapshot.results?.company ?? ({} as never));
    expect(said((extras) => Object.assign(extras, { reliability: told }), small)).toContain('company: too-few-people');
  });
});

describe('labels of sealed answers', () => {
  test('no label has 1 to K-1 ballots, replacements and additions not counted, and every ballot stays under its unit', () => {
    fc.assert(
      fc.property(companies, (company) => {
        const { units, people, spares, k } = company;
        const ballots: Record<string, number> = {};
        for (const { unit } of people) ballots[unit] = (ballots[unit] ?? 0) + 1;
        const labels = coarsenLabels(units, ballots, spares, k);
        const all = Object.values(spares).reduce((sum, n) => sum + n, 0);
        expect(labels === undefined).toBe(people.length - all < k);
        if (!labels) return;
        for (const label of new Set(people.map(({ unit }) => labels[unit]))) {
          const under = units.filter(({ id }) => labels[id] === label).map(({ id }) => id);
          const count = (of: Record<string, number>) => under.reduce((sum, unit) => sum + (of[unit] ?? 0), 0);
          expect(count(ballots) - count(spares)).toBeGreaterThanOrEqual(k);
        }
      }),
    );
  });

  test('a unit with too few takes the smallest of its siblings with it to the node above', () => {
    const units = [{ id: 'all', parent: null }, ...['a', 'b', 'c'].map((id) => ({ id, parent: 'all' }))];
    expect(coarsenLabels(units, { a: 3, b: 7, c: 9 }, {}, 5)).toEqual({ all: 'all', a: 'all', b: 'all', c: 'c' });
    expect(coarsenLabels(units, { a: 0, b: 7, c: 9 }, {}, 5)).toEqual({ all: 'all', a: 'all', b: 'b', c: 'c' });
    expect(coarsenLabels(units, { a: 5, b: 7, c: 9 }, { a: 1 }, 5)).toEqual({ all: 'all', a: 'all', b: 'all', c: 'c' });
    expect(coarsenLabels(units, { a: 1, b: 3 }, {}, 5)).toBeUndefined();
  });
});

describe('planted weaknesses', () => {
  const found = (company: Company, planted: Planted) => {
    const { snapshot } = releaseWith(tallyOf(company), termsOf(company), undefined, planted);
    return auditSnapshot(snapshot, exactOf(company));
  };
  const sizes = [45, 9, 26, 12, 130];
  const company = aCompany(
    sizes.map((roll) => ({ parent: 0, roll, response: 0.9 })),
    { seed: 11 },
  );

  test('nothing planted, nothing found', () => {
    expect(auditSnapshot(released(company).snapshot, exactOf(company))).toEqual([]);
  });

  test('no complementary suppression', () => {
    const small = aCompany([40, 4, 30].map((roll) => ({ parent: 0, roll, response: 1 })));
    expect(found(small, { noComplementary: true })).toContainEqual({ statistic: 'index', unit: 'root', why: 'atom-too-small' });
  });

  test('means rounded to 1 in small cells', () => {
    const failures = found(company, { baseOne: true });
    expect(failures).toContainEqual({ statistic: 'signal silence', unit: 'n002', why: 'bounds-too-narrow' });
    expect(failures).toContainEqual({ statistic: 'signal silence', unit: 'n002', why: 'base-too-fine' });
  });

  test("a cell's own deviation under 100 people", () => {
    expect(found(company, { ownDeviation: true })).toContainEqual({ statistic: 'signal silence', unit: 'n001', why: 'not-from-tuple' });
  });

  test('a deviation that is not rounded', () => {
    expect(found(company, { unroundedDeviation: true })).toContainEqual({ statistic: 'index', unit: 'root', why: 'not-from-tuple' });
  });

  test('distributions without their own complementary suppression', () => {
    const failures = found(company, { distributionsUnruled: true });
    expect(failures.some(({ statistic, why }) => statistic.startsWith('distribution of') && why === 'atom-too-small')).toBe(true);
    expect(failures.some(({ statistic, why }) => statistic.startsWith('signal') && why === 'atom-too-small')).toBe(false);
  });

  test('of any company with a unit under the threshold, no complementary suppression is found', () => {
    const sizes = fc.record({
      large: fc.array(fc.integer({ min: 10, max: 60 }), { minLength: 1, maxLength: 5 }),
      small: fc.integer({ min: 1, max: 4 }),
    });
    fc.assert(
      fc.property(sizes, fc.nat(), ({ large, small }, seed) => {
        const any = aCompany(
          [...large, small].map((roll) => ({ parent: 0, roll, response: 1 })),
          { seed },
        );
        expect(found(any, { noComplementary: true }).map(({ unit, why }) => `${unit} ${why}`)).toContain('root atom-too-small');
      }),
      { numRuns: 15 },
    );
  });
});

test('both forms are drawn', () => {
  const forms = new Set(fc.sample(companies, 50).map(({ instrument }) => instrument));
  expect(forms).toEqual(new Set([CORE, PULSE]));
});
