import type { Covariances, Estimate } from './covariance.js';
import { fitOneFactor } from './one-factor.js';

/**
 * McDonald's omega: (sum of loadings)^2 / ((sum of loadings)^2 + sum of residual variances) of a one-factor model fitted by maximum likelihood
 * to the raw covariance matrix (McDonald 1999); from 0 to 1.
 * Null with one indicator, two (no unique model), no more people than indicators, a residual variance at or below 0, or no convergence.
 */
export function mcdonaldOmega(n: number, size: number, covariances: Covariances | undefined): Estimate {
  if (size < 2) return { value: null, n, reason: 'one-indicator' };
  if (n <= size || !covariances) return { value: null, n, reason: 'too-few-people' };
  const fit = fitOneFactor(covariances.matrix);
  if (typeof fit === 'string') return { value: null, n, reason: fit };
  const common = fit.loadings.reduce((sum, loading) => sum + loading, 0) ** 2;
  return { value: common / (common + fit.residuals.reduce((sum, residual) => sum + residual, 0)), n };
}
