import { t975, Z975 } from './special/quantiles.js';

export type Bounds = readonly [low: number, high: number];

/** 1 - n/N, at least 0: how much of the roll is still unheard. 1 where the roll is not known. */
export function unheard(n: number, N: number | null): number {
  return N === null ? 1 : Math.max(0, 1 - n / N);
}

export interface MeanParts {
  readonly mean: number;
  readonly n: number;
  /** Null: the roll is not known, the population is taken as unlimited. */
  readonly N: number | null;
  readonly sd: number;
  readonly df: number;
  /** The rounding base of a released mean, 0 for an exact one. */
  readonly base: number;
}

/** SE = sqrt(s^2/n * (1 - n/N) + b^2/12): Cochran's finite population correction for an s taken with n - 1, and the variance of rounding to b. */
export function standardError({ n, N, sd, base }: Omit<MeanParts, 'mean' | 'df'>): number {
  return Math.sqrt(((sd * sd) / n) * unheard(n, N) + (base * base) / 12);
}

/** The 95 % interval of "what our people said": Student's t, clipped to 0..100. Undefined without degrees of freedom. */
export function meanInterval(parts: MeanParts): Bounds | undefined {
  if (parts.df < 1) return undefined;
  const half = t975(parts.df) * standardError(parts);
  return [Math.max(0, parts.mean - half), Math.min(100, parts.mean + half)];
}

/**
 * Wilson's 95 % interval of a share (0..1) with n / (1 - n/N) in place of n; [p, p] when everybody was heard. Clipped to 0..1.
 * Wilson 1927; the effective size as for Cochran's correction. Undefined for nobody.
 */
export function wilson(share: number, n: number, N: number | null): Bounds | undefined {
  if (n === 0) return undefined;
  const factor = unheard(n, N);
  if (factor === 0) return [share, share];
  const size = n / factor;
  const z2 = Z975 * Z975;
  const centre = (share + z2 / (2 * size)) / (1 + z2 / size);
  const half = (Z975 / (1 + z2 / size)) * Math.sqrt((share * (1 - share)) / size + z2 / (4 * size * size));
  return [Math.max(0, Math.min(share, centre - half)), Math.min(1, Math.max(share, centre + half))];
}
