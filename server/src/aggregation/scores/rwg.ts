export interface Agreement {
  readonly mean: number | null;
  readonly median: number | null;
  readonly groups: number;
}

/**
 * rwg(j) of one group: agreement on j items with `options` answers each, against a uniform null of variance (A^2 - 1)/12; from 0 to 1
 * (James, Demaree and Wolf 1984). `meanVariance`: the items' variances (n - 1) averaged; above the null's it is cut to it.
 */
export function rwgOfGroup(meanVariance: number, items: number, options: number): number {
  const expected = (options * options - 1) / 12;
  const ratio = Math.min(1, meanVariance / expected);
  return (items * (1 - ratio)) / (items * (1 - ratio) + ratio);
}

/** Mean and median over groups; null for none. */
export function agreement(values: readonly number[]): Agreement {
  if (values.length === 0) return { mean: null, median: null, groups: 0 };
  const sorted = [...values].sort((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  const median = ((sorted[Math.floor(middle)] ?? 0) + (sorted[Math.ceil(middle)] ?? 0)) / 2;
  return { mean: values.reduce((sum, v) => sum + v, 0) / values.length, median, groups: values.length };
}
