import { twoSidedT, Z975 } from './special/quantiles.js';

export interface PearsonCorrelation {
  readonly r: number;
  readonly interval: readonly [number, number];
  readonly p: number;
}

/**
 * Pearson's r of two variables from their variances and covariance (any common divisor), with Fisher's z interval and the t test on n - 2.
 * Null at zero variance or fewer than four people (Fisher's z has variance 1/(n - 3)).
 */
export function pearson(n: number, varianceX: number, varianceY: number, covariance: number): PearsonCorrelation | null {
  if (n < 4 || varianceX <= 0 || varianceY <= 0) return null;
  const r = Math.max(-1, Math.min(1, covariance / Math.sqrt(varianceX * varianceY)));
  if (Math.abs(r) === 1) return { r, interval: [r, r], p: 0 };
  const half = Z975 / Math.sqrt(n - 3);
  const t = r * Math.sqrt((n - 2) / (1 - r * r));
  return { r, interval: [Math.tanh(Math.atanh(r) - half), Math.tanh(Math.atanh(r) + half)], p: twoSidedT(t, n - 2) };
}
