import { entry } from './covariance.js';
import { type Eigen, eigenOf, solve } from './special/eigen.js';

/** A one-factor model: a loading and a residual variance for each indicator. */
export interface OneFactor {
  readonly loadings: readonly number[];
  readonly residuals: readonly number[];
}
export type Fit = OneFactor | 'negative-residual' | 'no-convergence' | 'not-identified';

/** Unrelated indicators never settle; related ones do in 10 to 100 steps. */
const MOST_STEPS = 400;

type Matrix = readonly (readonly number[])[];

/** A residual below this part of its indicator's variance is on its way to zero or beyond (a Heywood case). */
const HEYWOOD = 1e-6;

/** The one-factor model fitted by maximum likelihood to a covariance matrix: in closed form for three indicators, iterated for more. */
export function fitOneFactor(covariance: Matrix): Fit {
  if (covariance.length < 3) return 'not-identified';
  return covariance.length === 3 ? closedForm(covariance) : iterated(covariance);
}

/** lambda1^2 = s12 s13 / s23 and so on: with three indicators the model fits any matrix exactly, where it fits at all. */
function closedForm(s: Matrix): Fit {
  const s12 = entry(s, 0, 1);
  const s13 = entry(s, 0, 2);
  const s23 = entry(s, 1, 2);
  if (s12 * s13 * s23 <= 0) return 'no-convergence';
  const first = Math.sqrt((s12 * s13) / s23);
  const loadings = [first, s12 / first, s13 / first];
  const residuals = loadings.map((loading, i) => entry(s, i, i) - loading * loading);
  return residuals.some((r, i) => r <= HEYWOOD * entry(s, i, i)) ? 'negative-residual' : { loadings, residuals };
}

/**
 * Joereskog's method (Psychometrika 32, 1967): the likelihood is minimised over the log residual variances alone, the loadings following
 * from the first eigenvector; steps by his approximate second derivatives, halved while they do not descend. On correlations, which scales
 * nothing but the units.
 */
function iterated(s: Matrix): Fit {
  const deviations = s.map((row, i) => Math.sqrt(row[i] ?? 0));
  if (deviations.some((d) => d === 0)) return 'no-convergence';
  const r = s.map((row, i) => row.map((x, j) => x / ((deviations[i] ?? 1) * (deviations[j] ?? 1))));
  let logs = s.map(() => Math.log(0.5));
  let at = evaluate(r, logs);
  for (let step = 0; step < MOST_STEPS; step += 1) {
    const { gradient, hessian } = derivatives(at.eigen);
    if (Math.max(...gradient.map(Math.abs)) < 1e-10) return scaled(at.eigen, logs, deviations);
    const direction = solve(hessian, gradient) ?? gradient;
    const next = descend(r, logs, at.value, direction);
    if (!next) return Math.max(...gradient.map(Math.abs)) < 1e-7 ? scaled(at.eigen, logs, deviations) : 'no-convergence';
    logs = next.logs;
    at = next;
    if (logs.some((log) => Math.exp(log) < HEYWOOD)) return 'negative-residual';
  }
  return 'no-convergence';
}

interface Evaluation {
  readonly value: number;
  readonly eigen: Eigen;
}

/** The minimum of the likelihood's discrepancy given the residuals: sum over all eigenvalues but the first of (g - log g - 1). */
function evaluate(r: Matrix, logs: readonly number[]): Evaluation {
  const roots = logs.map((log) => Math.exp(-log / 2));
  const eigen = eigenOf(r.map((row, i) => row.map((x, j) => x * (roots[i] ?? 0) * (roots[j] ?? 0))));
  const value = eigen.values.slice(1).reduce((sum, g) => sum + (g > 0 ? g - Math.log(g) - 1 : Number.POSITIVE_INFINITY), 0);
  return { value, eigen };
}

function derivatives({ values, vectors }: Eigen): { gradient: number[]; hessian: number[][] } {
  const rest = vectors.slice(1);
  const size = values.length;
  const gradient = Array.from({ length: size }, (_, i) =>
    rest.reduce((sum, v, m) => sum + (1 - (values[m + 1] ?? 0)) * (v[i] ?? 0) ** 2, 0),
  );
  const hessian = gradient.map((_, i) => gradient.map((_, j) => rest.reduce((sum, v) => sum + (v[i] ?? 0) * (v[j] ?? 0), 0) ** 2));
  return { gradient, hessian };
}

function descend(
  r: Matrix,
  logs: readonly number[],
  value: number,
  direction: readonly number[],
): (Evaluation & { logs: number[] }) | undefined {
  const longest = Math.max(...direction.map(Math.abs));
  let length = Math.min(1, 1 / longest);
  for (let halving = 0; halving < 40; halving += 1) {
    const tried = logs.map((log, i) => log - length * (direction[i] ?? 0));
    const at = evaluate(r, tried);
    if (at.value < value) return { ...at, logs: tried };
    length /= 2;
  }
  return undefined;
}

function scaled({ values, vectors }: Eigen, logs: readonly number[], deviations: readonly number[]): Fit {
  const strength = (values[0] ?? 0) - 1;
  if (strength <= 0) return 'no-convergence';
  const first = vectors[0] ?? [];
  const loadings = logs.map((log, i) => Math.exp(log / 2) * Math.sqrt(strength) * (first[i] ?? 0) * (deviations[i] ?? 0));
  return { loadings, residuals: logs.map((log, i) => Math.exp(log) * (deviations[i] ?? 0) ** 2) };
}
