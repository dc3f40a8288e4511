import type { Moments } from './moments.js';

export interface IntraclassCorrelations {
  /** Share of variance between units; null under two units, without within-unit degrees of freedom, or without variance. */
  readonly icc1: number | null;
  /** Reliability of unit means; null also when the units' means are all alike. */
  readonly icc2: number | null;
  readonly groups: number;
}

/** Means that lie no further apart than this part of themselves are alike: two units of 100,000 people each differ by 1e-11 of it or not at all. */
const ROUNDING = 1e-13;

/**
 * One-way ANOVA on person scores: ICC(1) = (MSB - MSW)/(MSB + (k - 1) MSW) with k the mean unit size, ICC(2) = (MSB - MSW)/MSB
 * (Bliese 2000). ICC(1) from -1/(k - 1) to 1, ICC(2) up to 1; negative as they are.
 */
export function intraclass(units: readonly (Moments | undefined)[]): IntraclassCorrelations {
  const groups = units.filter((unit): unit is Moments => unit !== undefined && unit.n > 0);
  const n = groups.reduce((sum, g) => sum + g.n, 0);
  if (groups.length < 2 || n === groups.length) return { icc1: null, icc2: null, groups: groups.length };
  const grandMean = groups.reduce((sum, g) => sum + g.n * g.mean, 0) / n;
  const alike = groups.every((g) => Math.abs(g.mean - grandMean) <= ROUNDING * Math.abs(grandMean));
  const msb = alike ? 0 : groups.reduce((sum, g) => sum + g.n * (g.mean - grandMean) ** 2, 0) / (groups.length - 1);
  const msw = groups.reduce((sum, g) => sum + g.sumOfSquares, 0) / (n - groups.length);
  const k = n / groups.length;
  const total = msb + (k - 1) * msw;
  return {
    icc1: total === 0 ? null : (msb - msw) / total,
    icc2: msb === 0 ? null : (msb - msw) / msb,
    groups: groups.length,
  };
}
