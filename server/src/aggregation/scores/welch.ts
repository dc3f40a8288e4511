import { t975, twoSidedT } from './special/quantiles.js';

/** One side of a comparison: `df` are those of the standard deviation, n - 1 or the pooled ones; `base` what the mean was rounded to (0: exact). */
export interface Side {
  readonly mean: number;
  readonly sd: number;
  readonly n: number;
  readonly df: number;
  readonly base: number;
}

export interface Difference {
  /** Second minus first. */
  readonly points: number;
  readonly t: number;
  readonly df: number;
  readonly p: number;
  readonly interval: readonly [number, number];
}

/**
 * Welch's unequal variances t test with Satterthwaite's degrees of freedom (Welch 1947), without finite population correction:
 * "has the culture changed". Rounding adds b^2/12 to each variance. Undefined when nothing varies or a side has no degrees of freedom.
 */
export function welch(first: Side, second: Side): Difference | undefined {
  if (first.df < 1 || second.df < 1) return undefined;
  const v1 = first.sd ** 2 / first.n + first.base ** 2 / 12;
  const v2 = second.sd ** 2 / second.n + second.base ** 2 / 12;
  const variance = v1 + v2;
  if (variance === 0) return undefined;
  const points = second.mean - first.mean;
  const t = points / Math.sqrt(variance);
  const df = variance ** 2 / (v1 ** 2 / first.df + v2 ** 2 / second.df);
  const half = t975(df) * Math.sqrt(variance);
  return { points, t, df, p: twoSidedT(t, df), interval: [points - half, points + half] };
}

/** The difference that would be found four times in five: (1.96 + 0.84) standard errors of an unrounded difference. */
export function detectable(first: Pick<Side, 'sd' | 'n'>, second: Pick<Side, 'sd' | 'n'>): number {
  return 2.8 * Math.sqrt(first.sd ** 2 / first.n + second.sd ** 2 / second.n);
}

/** Benjamini and Hochberg 1995: the adjusted p of each, in the order given; null stays null and is no member of the family. */
export function benjaminiHochberg(ps: readonly (number | null)[]): (number | null)[] {
  const ranked = ps.flatMap((p, at) => (p === null ? [] : [{ p, at }])).sort((a, b) => b.p - a.p);
  const adjusted: (number | null)[] = ps.map(() => null);
  let lowest = 1;
  for (const [fromTop, { p, at }] of ranked.entries()) {
    lowest = Math.min(lowest, (p * ranked.length) / (ranked.length - fromTop));
    adjusted[at] = lowest;
  }
  return adjusted;
}
