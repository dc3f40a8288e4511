import { release } from '#server/aggregation/aggregation.js';
import { direction } from '#server/aggregation/publication/changes.js';
import { presentScore, presentShare } from '#server/aggregation/publication/present-cell.js';
import { bandsOf, nonResponseOf } from '#server/aggregation/publication/present-company.js';
import { standsOut } from '#server/aggregation/publication/stands-out.js';
import {
  baseOf,
  COEFFICIENT_ROOM,
  coarse,
  coarseCoefficient,
  DISTRIBUTION,
  hundredths,
  ICC_ROOM,
  SHARE,
  scoreBase,
  sumBounds,
} from '#server/aggregation/suppression/ladder.js';
import { itemOrder } from '#shared/instrument/answers.js';
import { CORE, PULSE } from '#shared/instrument/core.js';
import type { ScoreTuple } from '#shared/results/released-tuples.js';
import type { Change } from '#shared/results/snapshot.js';
import { treeOf } from '#shared/results/tree.js';
import { aCompany, type Company, tallyOf, termsOf } from './sample-company.js';

const released = (company: Company, round?: string) => release(tallyOf(company), termsOf(company, round));
const results = (company: Company) => {
  const { results } = released(company).snapshot;
  if (!results) throw new Error('published without results');
  return results;
};
const tuple = (parts: Partial<ScoreTuple> = {}): ScoreTuple => ({
  mean: 30,
  end: 'exact',
  base: 1,
  n: 40,
  N: 80,
  sd: 16,
  df: 60,
  ...parts,
});
const units = (...rolls: number[]) => rolls.map((roll) => ({ parent: 0, roll, response: 1 }));

/** One unit of `n` people who all gave their items the same keyed step, 0 (best) to 4. */
const alike = (n: number, step: number, instrument = CORE): Company => {
  const company = aCompany([{ parent: 0, roll: n, response: 1 }], { instrument });
  const reversed = instrument.signals.flatMap(({ items }) => items.map((item) => item.reversed === true));
  const codes = Uint8Array.from(itemOrder(instrument), (_, at) => 1 + (reversed[at] ? 4 - step : step));
  return { ...company, people: company.people.map(({ unit }) => ({ unit, codes })) };
};

describe('the ladder of coarseness', () => {
  test('means: 5 for 5-9, 2 for 10-19, 1 from 20; from one item 5 for 10-24, 2 for 25-49, 1 from 50', () => {
    expect([5, 9, 10, 19, 20, 900].map((n) => scoreBase(n, 20))).toEqual([5, 5, 2, 2, 1, 1]);
    expect([10, 24, 25, 49, 50].map((n) => scoreBase(n, 50))).toEqual([5, 5, 2, 2, 1]);
  });

  test('shares: 10 % for 20-39, 5 % for 40-199, 1 % from 200; of a distribution 10 % for 100-199, 5 % for 200-999, 1 % from 1000', () => {
    expect([20, 39, 40, 199, 200].map((n) => baseOf(SHARE, n))).toEqual([10, 10, 5, 5, 1]);
    expect([100, 199, 200, 999, 1000].map((n) => baseOf(DISTRIBUTION, n))).toEqual([10, 10, 5, 5, 1]);
  });

  test('coefficients: 0.1 under 400, 0.05 under 1000, 0.02 under 2000, then 0.01; ICC(1) each at a tenth of the people', () => {
    const steps = (room: number, ...people: number[]) => people.map((n) => coarseCoefficient(0.03712, n, room));
    expect(steps(COEFFICIENT_ROOM, 50, 399, 400, 999, 1000, 1999, 2000)).toEqual([0, 0, 0.05, 0.05, 0.04, 0.04, 0.04]);
    expect(coarseCoefficient(0.8371, 2000, COEFFICIENT_ROOM)).toBe(0.84);
    expect(steps(ICC_ROOM, 50, 99, 100, 199, 200)).toEqual([0.05, 0.05, 0.04, 0.04, 0.04]);
    expect(Object.is(coarseCoefficient(-0.04, 50, COEFFICIENT_ROOM), 0)).toBe(true);
  });

  test('what is shown stays inside 5 to 95 (6 to 94 at base 2); shares inside base to 100 less base', () => {
    expect(coarse('score', 5, 7.4)).toEqual({ value: 5, end: 'or-under' });
    expect(coarse('score', 5, 7.6)).toEqual({ value: 10, end: 'exact' });
    expect(coarse('score', 2, 6.9)).toEqual({ value: 6, end: 'or-under' });
    expect(coarse('score', 2, 93)).toEqual({ value: 94, end: 'or-over' });
    expect(coarse('score', 1, 94.4)).toEqual({ value: 94, end: 'exact' });
    expect(coarse('share', 10, 0)).toEqual({ value: 10, end: 'or-under' });
    expect(coarse('share', 1, 99.2)).toEqual({ value: 99, end: 'or-over' });
  });

  test('a coefficient just under 0 is 0, as JSON has it, and not minus 0', () => {
    expect([-0.004, 0.004, -0.006].map(hundredths)).toEqual([0, 0, -0.01]);
  });

  test('coded ends tell that the sum lies at the end of the scale', () => {
    expect(sumBounds(5, { value: 5, end: 'or-under' }, 6)).toEqual([0, 45]);
    expect(sumBounds(2, { value: 94, end: 'or-over' }, 10)).toEqual([930, 1000]);
    expect(sumBounds(10, { value: 10, end: 'or-under' }, 20)).toEqual([0, 1.5 * 10 * 20]);
    expect(sumBounds(1, { value: 40, end: 'exact' }, 30)).toEqual([1185, 1215]);
  });
});

describe('a cell', () => {
  test('is its tuple: the interval has 1 - n/N and the rounding in it, by hand', () => {
    const cell = presentScore(tuple({ base: 2, n: 16, N: 32, sd: 16, df: 60 }));
    // t(60) = 2.000298; SE = sqrt(256/16 * 1/2 + 4/12).
    const half = 2.000298 * Math.sqrt(8 + 1 / 3);
    expect(cell).toEqual({
      shown: true,
      mean: 30,
      end: 'exact',
      base: 2,
      interval: [expect.closeTo(30 - half, 4), expect.closeTo(30 + half, 4)],
      respondents: '10-19',
    });
  });

  test('at a coded end has an interval that reaches to the end of the scale', () => {
    expect(presentScore(tuple({ mean: 5, end: 'or-under' }))).toMatchObject({ interval: [0, expect.any(Number)] });
    expect(presentScore(tuple({ mean: 95, end: 'or-over' }))).toMatchObject({ interval: [expect.any(Number), 100] });
    expect(presentShare({ percent: 10, end: 'or-under', base: 10, n: 20, N: 40 })).toMatchObject({ interval: [0, expect.any(Number)] });
  });

  test('of people who all see nothing says "5 or under", of people who always see everything "95 or over"', () => {
    expect(results(alike(30, 0)).cells.root?.index).toMatchObject({ mean: 5, end: 'or-under' });
    expect(results(alike(30, 4)).cells.root?.index).toMatchObject({ mean: 95, end: 'or-over' });
    expect(results(alike(30, 4)).cells.root?.reach).toMatchObject({ percent: 90, end: 'or-over' });
  });

  test('under 40 people with all signals shown has the mean of its released signals as index', () => {
    const { cells } = results(aCompany(units(12, 25, 60), { seed: 4 }));
    for (const [unit, base] of [
      ['n001', 2],
      ['n002', 1],
    ] as const) {
      const means = Object.values(cells[unit]?.signals ?? {}).map(({ score }) => (score.shown ? score.mean : Number.NaN));
      expect(means).toHaveLength(11);
      const mean = means.reduce((sum, m) => sum + m, 0) / 11;
      expect(cells[unit]?.index).toMatchObject({ mean: Math.round(mean / base) * base, base });
    }
  });

  test('of a pulse has signals from 10 people on, an index from K', () => {
    const { cells } = results(aCompany(units(7, 13, 60), { instrument: PULSE }));
    expect(cells.n001?.index).toMatchObject({ shown: true, base: 5 });
    expect(Object.values(cells.n001?.signals ?? {}).some(({ score }) => score.shown)).toBe(false);
    expect(cells.n002?.index).toMatchObject({ shown: true, base: 2 });
    expect(cells.root?.signals.silence?.score).toMatchObject({ shown: true, base: 1 });
  });

  test('has no interval where the pooled deviation rests on fewer than two units or 20 degrees of freedom', () => {
    expect(results(aCompany(units(60))).cells.root?.index).toMatchObject({ shown: true, interval: null });
    expect(results(aCompany(units(10, 11))).cells.root?.index).toMatchObject({ shown: true, interval: null });
    expect(results(aCompany(units(30, 30))).cells.root?.index).toMatchObject({ interval: [expect.any(Number), expect.any(Number)] });
    expect(results(aCompany(units(120))).cells.root?.index).toMatchObject({ interval: [expect.any(Number), expect.any(Number)] });
  });

  test('has response in percent of its roll where its index is shown and 20 are invited', () => {
    const plan = [30, 60, 12].map((roll) => ({ parent: 0, roll, response: 0.5 }));
    const { cells } = results(aCompany(plan));
    expect(cells.n002?.response).toEqual({ shown: true, percent: 50, end: 'exact', base: 5, interval: null, respondents: '50+' });
    expect(cells.n003?.response).toEqual({ shown: false });
  });
});

describe('the company', () => {
  test('is named by the band of its index, and by both when the interval crosses a border', () => {
    expect(bandsOf(tuple({ mean: 30, sd: 2 }))).toEqual(['sometimes']);
    expect(bandsOf(tuple({ mean: 39, sd: 16 }))).toEqual(['sometimes', 'often']);
    expect(bandsOf(tuple({ mean: 20, sd: null, df: null }))).toEqual(['sometimes']);
    expect(bandsOf(tuple({ mean: 95, end: 'or-over', sd: 2 }))).toEqual(['nearly-always']);
  });

  test('has bounds for those who did not answer: 0, 100, one deviation lower and higher, by hand', () => {
    expect(nonResponseOf(tuple({ mean: 30, n: 40, N: 80, sd: 16 }))).toEqual({ allNone: 15, allAlways: 65, sdLower: 22, sdHigher: 38 });
    expect(nonResponseOf(tuple({ N: 40 }))).toEqual({ allNone: 30, allAlways: 30, sdLower: 30, sdHigher: 30 });
    expect(nonResponseOf(tuple({ N: null }))).toBeNull();
  });

  test('has its index weighted to the roll, flagged when units answered unevenly', () => {
    const calm = alike(100, 0);
    const people = [...calm.people.slice(0, 100), ...alike(20, 4).people.map(({ codes }) => ({ unit: 'n002', codes }))];
    const company = { ...aCompany([...units(100), { parent: 0, roll: 100, response: 0.2 }]), people };
    // Plain: 20 of 120 at 100, 17; by roll half of 5 (coded end) and half of 95.
    expect(results(company).cells.root?.index).toMatchObject({ mean: 17 });
    expect(results(company).company.weighted).toEqual({ index: 50, differs: true });
  });

  test('has reliability from 50 people, to a tenth while it rests on fewer than 400', () => {
    expect(results(aCompany(units(20, 29))).company.reliability).toBeNull();
    const { reliability } = results(aCompany(units(40, 40), { seed: 3 })).company;
    for (const coefficient of [reliability?.index.alpha, reliability?.signals.silence?.omega, reliability?.signals.silence?.rwgMean]) {
      const value = coefficient?.value ?? Number.NaN;
      expect(10 * value).toBeCloseTo(Math.round(10 * value), 8);
    }
    const { icc1, icc2 } = reliability?.signals.silence ?? {};
    expect(20 * (icc1?.value ?? Number.NaN)).toBeCloseTo(Math.round(20 * (icc1?.value ?? Number.NaN)), 8);
    expect(icc2?.value === 0).toBe(icc1?.value === 0);
    expect(reliability?.index.rwgMean).toEqual({ value: null, interval: null, reason: 'too-few-units' });
  });

  test('says nothing of a signal that too few completed, however many answered the rest', () => {
    const company = aCompany(units(40, 40), { seed: 3 });
    // Of the three items of silence (18 to 20) the first is answered by eight, the others by all: so everybody has its score.
    const people = company.people.map(({ unit, codes }, at) => ({
      unit,
      codes: codes.map((code, item) => (item === 18 && at % 10 > 0 ? 0 : item >= 18 && item <= 20 ? 1 + ((at + item) % 5) : code)),
    }));
    const reliability = results({ ...company, people }).company.reliability?.signals.silence;
    const none = { value: null, interval: null, reason: 'too-few-people' };
    expect(reliability).toMatchObject({ alpha: none, omega: none, rwgMean: none, rwgMedian: none });
    expect(reliability?.icc1.reason).toBeNull();
  });

  test('tells the share of careless answers and the index without them, with ten people on both sides', () => {
    const company = aCompany(units(60, 60), { seed: 2 });
    const withStraight = (n: number) => ({
      ...company,
      people: company.people.map((person, at) => (at < n ? { ...person, codes: person.codes.map(() => 3) } : person)),
    });
    const careless = results(withStraight(30)).company.careless;
    expect(careless?.percent).toBeGreaterThanOrEqual(25);
    expect(careless?.indexWithout).toMatchObject({ shown: true, base: 1 });
    expect(results(withStraight(0)).company.careless).toBeNull();
  });

  test('ten identical answers in a row are careless, nine are not, nor are twelve "can\'t say"', () => {
    const varied = (run: number, code: number) =>
      Uint8Array.from({ length: 33 }, (_, at) => (at < run ? code : ([1, 2, 3, 4][(at + (at >> 2)) % 4] ?? 1)));
    const share = (codes: Uint8Array) => {
      const company = aCompany(units(40, 40));
      const careful = Uint8Array.from({ length: 33 }, (_, at) => (at % 3 === 2 ? 4 : 1 + (at % 2)));
      const people = company.people.map(({ unit }, at) => ({ unit, codes: at < 20 ? codes : careful }));
      return results({ ...company, people }).company.careless?.percent;
    };
    expect(share(varied(10, 5))).toBe(25);
    expect(share(varied(9, 5))).toBeUndefined();
    expect(share(varied(12, 8))).toBeUndefined();
  });
});

describe('change against the round before', () => {
  const before = alike(60, 2);
  const twoUnits = (low: number, high: number, instrument = CORE): Company => {
    const company = aCompany(units(60, 60), { instrument, seed: 9, level: 0 });
    const lift = (codes: Uint8Array, by: number) =>
      codes.map((code, at) => {
        const reversed = instrument.signals.flatMap(({ items }) => items)[at]?.reversed === true;
        return code >= 1 && code <= 5 ? Math.min(5, Math.max(1, code + (reversed ? -by : by))) : code;
      });
    return { ...company, people: company.people.map(({ unit, codes }) => ({ unit, codes: lift(codes, unit === 'n001' ? low : high) })) };
  };
  const changes = (then: Company, now: Company, wording: Record<string, string> = {}) => {
    const previous = released(then, 'r1').tuples;
    return release(tallyOf(now), { ...termsOf(now, 'r2'), wording }, previous).snapshot.results?.changes;
  };
  const verdict = (change: Change | undefined) => change?.verdict;

  test('a first round has none', () => {
    expect(results(before).changes).toBeNull();
  });

  test('a unit that rose is told with its signals; one that did not is "no clear change", and has no signals told', () => {
    const told = changes(twoUnits(0, 0), twoUnits(1, 0));
    expect(told?.since).toEqual({ round: 'r1', form: 'core' });
    expect(told?.index).toMatchObject({ verdict: 'higher', points: expect.any(Number), detectable: expect.any(Number) });
    expect(told?.units.n001).toMatchObject({ verdict: 'higher' });
    expect(told?.units.n002).toMatchObject({ verdict: 'no-clear-change', points: 0 });
    expect(Object.keys(told?.unitSignals ?? {})).toEqual(['n001']);
    expect(verdict(told?.unitSignals.n001?.silence)).toBe('higher');
  });

  test('a difference under 5 points is not told as one, however certain', () => {
    const then = aCompany(units(1500, 1500), { seed: 9, level: 0 });
    const people = then.people.map(({ unit, codes }, at) => ({
      unit,
      codes: at % 5 === 0 ? codes.map((code) => (code >= 1 && code <= 4 ? code + 1 : code)) : codes,
    }));
    const index = changes(then, { ...then, people })?.index;
    if (!index || index.verdict === 'not-comparable') throw new Error('the rounds are not comparable');
    expect(index.points).not.toBe(0);
    expect(Math.abs(index.points)).toBeLessThan(5);
    expect(index.pAdjusted).toBeLessThan(0.001);
    expect(index.verdict).toBe('no-clear-change');
  });

  test('a difference is told from 5 points on, where chance alone would give it in one of twenty or less', () => {
    expect([direction(5, 0.05), direction(-5, 0.05)]).toEqual(['higher', 'lower']);
    expect([direction(4.99, 0.0001), direction(-4.99, 0.0001), direction(30, 0.051), direction(30, null)]).toEqual(
      Array(4).fill(undefined),
    );
  });

  test('core and pulse compare through the pulse items of the core round', () => {
    const told = changes(twoUnits(0, 0), twoUnits(1, 1, PULSE));
    expect(told?.since).toEqual({ round: 'r1', form: 'pulse' });
    expect(verdict(told?.index)).toBe('higher');
  });

  test('changed wording breaks the line of its signal, and of the index', () => {
    const told = changes(twoUnits(0, 0), twoUnits(1, 0), { 'silence-1': 'new' });
    expect(verdict(told?.signals.silence)).toBe('not-comparable');
    expect(verdict(told?.index)).toBe('not-comparable');
    expect(verdict(told?.signals.mediocrity)).toBe('higher');
  });

  test('a unit that was not there, or not shown, is not comparable', () => {
    const then = aCompany(units(60, 60, 4));
    const now = aCompany(units(60, 60, 30));
    expect(verdict(changes(then, now)?.units.n003)).toBe('not-comparable');
  });
});

describe('what stands out', () => {
  test('a unit far from the rest of the company, with the drift back to be expected', () => {
    const company = aCompany(units(60, 60, 60, 60), { seed: 6, level: 0 });
    const people = company.people.map(({ unit, codes }) =>
      unit === 'n003'
        ? { unit, codes: codes.map((code, at) => (at % 3 === 2 || code === 0 || code > 5 ? code : Math.min(5, code + 2))) }
        : { unit, codes },
    );
    const { standsOut } = results({ ...company, people });
    expect(standsOut.n003).toMatchObject({ verdict: 'higher' });
    expect(standsOut.n003?.drift).toBeLessThan(0);
    expect(Math.abs(standsOut.n001?.points ?? 99)).toBeLessThan(standsOut.n003?.points ?? 0);
    expect(results(company).standsOut.n001?.verdict).toBe('no-clear-difference');
    expect(standsOut).not.toHaveProperty('root');
  });

  test('rounding alone makes no unit stand out, however little of the company is the rest', () => {
    const tree = treeOf([
      { id: 'root', parent: null },
      { id: 'n001', parent: 'root' },
      { id: 'n002', parent: 'root' },
    ]);
    const [few, others] = [tuple({ mean: 34, n: 10, N: 10, base: 2 }), tuple({ n: 300, N: 300 })];
    const verdicts = (whole: number, most: number) =>
      Object.values(standsOut(tree, [tuple({ mean: whole, n: 310, N: 310 }), { ...others, mean: most }, few], 0.1)).map(
        ({ verdict }) => verdict,
      );
    // 34.49 and 34.51, released as 34 and 35, are 31 points of a rest of ten.
    expect(verdicts(34, 35)).toEqual(['no-clear-difference', 'no-clear-difference']);
    expect(verdicts(34, 33)).toEqual(['no-clear-difference', 'no-clear-difference']);
    expect(verdicts(50, 51)[1]).toBe('lower');
  });

  test('a unit that stands where the rest stands drifts by 0, as JSON has it, and not by minus 0', () => {
    const tree = treeOf([
      { id: 'root', parent: null },
      { id: 'n001', parent: 'root' },
      { id: 'n002', parent: 'root' },
    ]);
    const half = tuple({ n: 20, N: 40 });
    const drifts = Object.values(standsOut(tree, [tuple(), half, half], 0.1)).map(({ points, drift }) => [points, drift]);
    expect(drifts).toEqual([
      [0, 0],
      [0, 0],
    ]);
  });
});
