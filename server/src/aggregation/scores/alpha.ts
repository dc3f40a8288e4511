import { type Covariances, type Estimate, entry } from './covariance.js';
import { fQuantile } from './special/quantiles.js';

/**
 * Cronbach's alpha, raw and covariance based: k/(k - 1) * (1 - sum of variances / variance of the sum) (Cronbach 1951). At most 1; negative as it is.
 * Null with one indicator, with no more people than indicators, or when the sum does not vary.
 */
export function cronbachAlpha(n: number, size: number, covariances: Covariances | undefined): Estimate {
  if (size < 2) return { value: null, n, reason: 'one-indicator' };
  if (n <= size || !covariances) return { value: null, n, reason: 'too-few-people' };
  let diagonal = 0;
  let total = 0;
  for (let i = 0; i < size; i += 1) {
    diagonal += entry(covariances.matrix, i, i);
    for (let j = 0; j < size; j += 1) total += entry(covariances.matrix, i, j);
  }
  if (total <= 1e-12 * diagonal || total === 0) return { value: null, n, reason: 'no-variance' };
  return { value: (size / (size - 1)) * (1 - diagonal / total), n };
}

/** Feldt's 95 % interval of alpha: (1 - alpha)/(1 - estimate) follows F with n - 1 and (n - 1)(k - 1) degrees of freedom (Feldt 1965). */
export function feldt(alpha: number, n: number, size: number): [number, number] {
  const df1 = n - 1;
  const df2 = (n - 1) * (size - 1);
  return [1 - (1 - alpha) * fQuantile(0.975, df1, df2), 1 - (1 - alpha) * fQuantile(0.025, df1, df2)];
}
