import { cronbachAlpha, feldt } from '#server/aggregation/scores/alpha.js';
import { pearson } from '#server/aggregation/scores/correlation.js';
import { covariancesOf } from '#server/aggregation/scores/covariance.js';
import { intraclass } from '#server/aggregation/scores/icc.js';
import { meanInterval, standardError, wilson } from '#server/aggregation/scores/intervals.js';
import { type Moments, momentsOf, pooledDeviation, standardDeviation } from '#server/aggregation/scores/moments.js';
import { mcdonaldOmega } from '#server/aggregation/scores/omega.js';
import { agreement, rwgOfGroup } from '#server/aggregation/scores/rwg.js';
import { benjaminiHochberg, detectable, welch } from '#server/aggregation/scores/welch.js';
import { isPrevalent } from '#server/aggregation/tally/scheme.js';

const moments = (...xs: number[]): Moments | undefined =>
  momentsOf(
    xs.length,
    xs.reduce((sum, x) => sum + x, 0),
    xs.reduce((sum, x) => sum + x * x, 0),
  );
const side = (...xs: number[]) => {
  const m = moments(...xs);
  return { mean: m?.mean ?? 0, sd: standardDeviation(m) ?? 0, n: xs.length, df: xs.length - 1, base: 0 };
};
const matrix = (rows: number[][]) => ({ n: 100, size: rows.length, matrix: rows });

describe('formulas against numbers worked by hand or published', () => {
  test('the standard error of a mean of 40 out of 300, the vector of the design', () => {
    expect(standardError({ n: 40, N: 300, sd: 3.65, base: 0 })).toBeCloseTo(0.5372655, 7);
    // The rounding of a released mean adds b^2/12 to the variance: by hand, sqrt(0.5372655^2 + 4/12).
    expect(standardError({ n: 40, N: 300, sd: 3.65, base: 2 })).toBeCloseTo(Math.sqrt(0.5372655 ** 2 + 1 / 3), 6);
  });

  test('the interval of a prevalence of 3 of 8 out of 10, the vector of the design', () => {
    const [low, high] = wilson(3 / 8, 8, 10) ?? [];
    expect(low).toBeCloseTo(0.2422298, 7);
    expect(high).toBeCloseTo(0.5296756, 7);
  });

  test("Wilson's interval without a roll, Newcombe 1998 (Statistics in Medicine 17, table I): 81 of 263 is 0.2553 to 0.3662", () => {
    const [low, high] = wilson(81 / 263, 263, null) ?? [];
    expect(low).toBeCloseTo(0.2553, 4);
    expect(high).toBeCloseTo(0.3662, 4);
  });

  test('prevalence meets every tie of a 7-point, 4-item scale, where floating point misses some', () => {
    let ties = 0;
    for (let pattern = 0; pattern < 7 ** 4; pattern += 1) {
      const steps = [0, 1, 2, 3].map((i) => Math.floor(pattern / 7 ** i) % 7);
      const sum = steps.reduce((a, b) => a + b, 0);
      if (8 * sum !== 5 * 4 * 6) continue;
      ties += 1;
      expect(isPrevalent(sum, 4, 6)).toBe(true);
      expect(isPrevalent(sum - 1, 4, 6)).toBe(false);
    }
    expect(ties).toBe(180);
  });

  test("Welch's test on Student's sleep data, as R's t.test(extra ~ group, data = sleep) prints it", () => {
    const first = side(0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0);
    const second = side(1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4);
    const result = welch(first, second);
    expect(result?.t).toBeCloseTo(1.8608, 4);
    expect(result?.df).toBeCloseTo(17.776, 3);
    expect(result?.p).toBeCloseTo(0.07939, 5);
    expect(result?.interval[0]).toBeCloseTo(-0.2054832, 7);
    expect(result?.interval[1]).toBeCloseTo(3.3654832, 7);
  });

  test("Welch's test of rounded means has b^2/12 more in the variance of each side, by hand", () => {
    // 4^2/8 + 1/12 = 25/12 and 6^2/12 + 4/12 = 40/12: t = 10 / sqrt(65/12).
    const first = { mean: 30, sd: 4, n: 8, df: 7, base: 1 };
    const second = { mean: 40, sd: 6, n: 12, df: 11, base: 2 };
    const result = welch(first, second);
    expect(result?.t).toBeCloseTo(10 / Math.sqrt(65 / 12), 12);
    expect(result?.df).toBeCloseTo(65 ** 2 / (25 ** 2 / 7 + 40 ** 2 / 11), 10);
  });

  test('what would be found four times in five: by hand, 2.8 * sqrt(400/100 + 225/25)', () => {
    expect(detectable({ sd: 20, n: 100 }, { sd: 15, n: 25 })).toBeCloseTo(2.8 * Math.sqrt(13), 12);
  });

  test('Benjamini and Hochberg 1995, their 15 p values: the first four pass at 0.05', () => {
    const p = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.324, 0.4262, 0.5719, 0.6528, 0.759, 1];
    const adjusted = benjaminiHochberg(p).map((value) => value ?? Number.NaN);
    expect(adjusted.filter((value) => value <= 0.05)).toHaveLength(4);
    expect(adjusted[3]).toBeCloseTo((0.0095 * 15) / 4, 12);
    expect(benjaminiHochberg([null, 0.02, null, 0.01])).toEqual([null, 0.02, null, 0.02]);
  });

  test('ICC of Shrout and Fleiss 1979, six targets by four judges: ICC(1,1) .17, ICC(1,4) .44', () => {
    const targets = [
      [9, 2, 5, 8],
      [6, 1, 3, 2],
      [8, 4, 6, 8],
      [7, 1, 2, 6],
      [10, 5, 6, 9],
      [6, 2, 4, 7],
    ];
    const { icc1, icc2, groups } = intraclass(targets.map((ratings) => moments(...ratings)));
    expect(icc1).toBeCloseTo(0.17, 2);
    expect(icc2).toBeCloseTo(0.44, 2);
    expect(groups).toBe(6);
  });

  test('alpha by hand: two items with variances 2 and 4 and covariance 1 give 2 * (1 - 6/8)', () => {
    const two = matrix([
      [2, 1],
      [1, 4],
    ]);
    expect(cronbachAlpha(100, 2, two).value).toBeCloseTo(0.5, 12);
    // Covariance -1: 2 * (1 - 6/4) = -1, printed as it is.
    const against = matrix([
      [2, -1],
      [-1, 4],
    ]);
    expect(cronbachAlpha(100, 2, against).value).toBeCloseTo(-1, 12);
  });

  test("Feldt's interval, from F(9, 9)'s published 5 %-two-sided points 4.026 and 1/4.026", () => {
    const [low, high] = feldt(0.8, 10, 2);
    expect(low).toBeCloseTo(1 - 0.2 * 4.026, 3);
    expect(high).toBeCloseTo(1 - 0.2 / 4.026, 3);
  });

  test('omega of three items by hand: loadings 2, 3, 4 and residuals 5, 6, 7 give 81/99', () => {
    const three = matrix([
      [9, 6, 8],
      [6, 15, 12],
      [8, 12, 23],
    ]);
    expect(mcdonaldOmega(100, 3, three).value).toBeCloseTo(81 / 99, 12);
  });

  test('omega of more items finds an exact model again: loadings 1 to 4, residuals 1, 1, 2, 2 give 100/106', () => {
    const loadings = [1, 2, 3, 4];
    const residuals = [1, 1, 2, 2];
    const four = matrix(loadings.map((a, i) => loadings.map((b, j) => a * b + (i === j ? (residuals[i] ?? 0) : 0))));
    expect(mcdonaldOmega(100, 4, four).value).toBeCloseTo(100 / 106, 8);
  });

  test('omega is of the lowest of several minima: of weakly related items the nearest one is another', () => {
    // F .05760 from forty random starts, where Joereskog's alone ends at F .05844 and an omega of .01.
    const weak = matrix([
      [0.6153, -0.0012, -0.1468, -0.1475, -0.0097],
      [-0.0012, 0.7758, 0.0443, -0.0656, -0.0053],
      [-0.1468, 0.0443, 0.6965, 0.0765, -0.0443],
      [-0.1475, -0.0656, 0.0765, 0.776, 0.1366],
      [-0.0097, -0.0053, -0.0443, 0.1366, 0.6119],
    ]);
    expect(mcdonaldOmega(184, 5, weak).value).toBeCloseTo(0.193, 2);
    // F .806 with the third item all factor, where Joereskog's start ends at F .837 and an omega of .77.
    const improper = matrix([
      [0.1912, 0.0074, 0.1176, 0.0993, 0.0846],
      [0.0074, 0.2647, 0.1728, 0.0735, 0.0441],
      [0.1176, 0.1728, 0.2647, 0.114, 0.0809],
      [0.0993, 0.0735, 0.114, 0.2426, 0.1581],
      [0.0846, 0.0441, 0.0809, 0.1581, 0.2574],
    ]);
    expect(mcdonaldOmega(17, 5, improper)).toEqual({ value: null, n: 17, reason: 'negative-residual' });
  });

  test('rwg(j) by hand: 10 items of 5 options, mean variance .5 against 2: 10 * .75 / (10 * .75 + .25)', () => {
    expect(rwgOfGroup(0.5, 10, 5)).toBeCloseTo(7.5 / 7.75, 12);
    expect(rwgOfGroup(3, 10, 5)).toBe(0);
    expect(agreement([0.2, 0.9, 0.4, 0.5])).toEqual({ mean: 0.5, median: 0.45, groups: 4 });
  });

  test('the pooled deviation by hand: sums of squares 2 and 8 over 2 and 1 degrees of freedom', () => {
    const pooled = pooledDeviation([moments(1, 2, 3), moments(1, 5), moments(4), undefined]);
    expect(pooled?.sd).toBeCloseTo(Math.sqrt(10 / 3), 12);
    expect(pooled).toMatchObject({ df: 3, units: 2 });
  });

  test('covariances from sums: (1,2), (2,4), (3,9) by hand 1, 3.5, 13', () => {
    const cov = covariancesOf(
      3,
      [6, 15],
      (i, j) =>
        [
          [14, 37],
          [37, 101],
        ][i]?.[j] ?? 0,
    );
    expect(cov?.matrix[0]).toEqual([1, expect.closeTo(3.5, 12)]);
    expect(cov?.matrix[1]?.[1]).toBeCloseTo(13, 12);
  });
});

describe('where nothing can be said', () => {
  test('nobody: no moments, no interval, no share', () => {
    expect(moments()).toBeUndefined();
    expect(wilson(0, 0, 10)).toBeUndefined();
    expect(agreement([])).toEqual({ mean: null, median: null, groups: 0 });
  });

  test('one person: a mean and no deviation', () => {
    expect(moments(7)?.mean).toBe(7);
    expect(standardDeviation(moments(7))).toBeUndefined();
    expect(meanInterval({ mean: 7, n: 1, N: 10, sd: 0, df: 0, base: 0 })).toBeUndefined();
  });

  test('everybody alike: the interval is the mean; rounding error is no variance', () => {
    const alike = momentsOf(1000, (1000 * 100) / 3, 1000 * (100 / 3) ** 2);
    expect(standardDeviation(alike)).toBe(0);
    expect(meanInterval({ mean: 50, n: 10, N: 20, sd: 0, df: 9, base: 0 })).toEqual([50, 50]);
  });

  test('everybody heard: no uncertainty of what our people said', () => {
    expect(meanInterval({ mean: 50, n: 20, N: 20, sd: 12, df: 19, base: 0 })).toEqual([50, 50]);
    expect(meanInterval({ mean: 50, n: 22, N: 20, sd: 12, df: 21, base: 0 })).toEqual([50, 50]);
    expect(wilson(0.4, 20, 20)).toEqual([0.4, 0.4]);
  });

  test('intervals stay on their scales', () => {
    expect(meanInterval({ mean: 2, n: 5, N: null, sd: 20, df: 4, base: 0 })?.[0]).toBe(0);
    expect(meanInterval({ mean: 98, n: 5, N: null, sd: 20, df: 4, base: 0 })?.[1]).toBe(100);
    expect(wilson(0, 12, null)?.[0]).toBe(0);
    expect(wilson(1, 12, null)?.[1]).toBe(1);
  });

  test('Welch says nothing when neither side varies', () => {
    expect(welch(side(4, 4, 4), side(9, 9))).toBeUndefined();
    expect(welch(side(4), side(9, 8))).toBeUndefined();
  });

  test('alpha and omega tell why there is none', () => {
    const heywood = matrix([
      [1, 0.9, 0.9],
      [0.9, 1, 0.5],
      [0.9, 0.5, 1],
    ]);
    expect(mcdonaldOmega(100, 3, heywood)).toEqual({ value: null, n: 100, reason: 'negative-residual' });
    const crossed = matrix([
      [1, 0.5, -0.5],
      [0.5, 1, 0.5],
      [-0.5, 0.5, 1],
    ]);
    expect(mcdonaldOmega(100, 3, crossed)).toEqual({ value: null, n: 100, reason: 'no-convergence' });
    expect(mcdonaldOmega(3, 3, heywood).reason).toBe('too-few-people');
    expect(mcdonaldOmega(100, 1, undefined).reason).toBe('one-indicator');
    expect(
      mcdonaldOmega(
        100,
        2,
        matrix([
          [1, 0.5],
          [0.5, 1],
        ]),
      ).reason,
    ).toBe('not-identified');
    expect(cronbachAlpha(100, 1, undefined).reason).toBe('one-indicator');
    expect(cronbachAlpha(3, 3, heywood).reason).toBe('too-few-people');
    expect(
      cronbachAlpha(
        100,
        2,
        matrix([
          [0, 0],
          [0, 0],
        ]),
      ).reason,
    ).toBe('no-variance');
  });

  test('a Heywood case among more than three items is told as one', () => {
    const r = [
      [1, 0.75, 0.75, 0.75],
      [0.75, 1, 0.45, 0.45],
      [0.75, 0.45, 1, 0.45],
      [0.75, 0.45, 0.45, 1],
    ];
    expect(mcdonaldOmega(100, 4, matrix(r)).reason).toBe('negative-residual');
  });

  test('ICC needs two groups and degrees of freedom within them', () => {
    expect(intraclass([moments(1, 2, 3)])).toEqual({ icc1: null, icc2: null, groups: 1 });
    expect(intraclass([moments(1), moments(2)])).toEqual({ icc1: null, icc2: null, groups: 2 });
    expect(intraclass([moments(1, 3), moments(2, 2)]).icc2).toBeNull();
    expect(intraclass([moments(1, 3), moments(1, 3)]).icc1).toBeCloseTo(-1, 12);
    // A mean that no double holds, of units of any size: they differ by rounding, not by what people said.
    const third = 100 / 3;
    for (const sizes of [
      [25, 26],
      [20, 30],
      [21, 22, 23],
      [15, 20, 25],
      [100_000, 33_333],
    ]) {
      const units = sizes.map((n) => ({ n, mean: (n * third + third - third) / n, sumOfSquares: 0 }));
      expect(intraclass(units)).toEqual({ icc1: null, icc2: null, groups: sizes.length });
      const spread = units.map((unit) => ({ ...unit, sumOfSquares: unit.n }));
      expect(intraclass(spread).icc2).toBeNull();
    }
    // The smallest difference there can be between two units of 100,000 people is none of rounding.
    expect(intraclass([50, 50 + 1e-9].map((mean) => ({ n: 100_000, mean, sumOfSquares: 0 }))).icc1).toBe(1);
  });

  test('a correlation needs four people and variance on both sides', () => {
    expect(pearson(3, 1, 1, 0.5)).toBeNull();
    expect(pearson(10, 0, 1, 0)).toBeNull();
    expect(pearson(10, 1, 1, 1)).toEqual({ r: 1, interval: [1, 1], p: 0 });
  });
});
