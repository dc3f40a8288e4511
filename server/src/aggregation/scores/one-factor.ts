import { entry, setBoth } from './covariance.js';
import { type Eigen, eigenOf, solve } from './special/eigen.js';

/** A one-factor model: a loading and a residual variance for each indicator. */
export interface OneFactor {
  readonly loadings: readonly number[];
  readonly residuals: readonly number[];
}
export type Fit = OneFactor | 'negative-residual' | 'no-convergence' | 'not-identified';

/** Rounding of the discrepancy: near the minimum a good step need not show in it. */
const NOISE = 1e-13;

/** Related indicators settle in about ten steps; unrelated ones may never. From another start what leads lower has done so in thirty. */
const MOST_STEPS = 100;
const MOST_STEPS_ELSEWHERE = 30;

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

/** Where the first eigenvalue is this many times the second, the likelihood has been seen to have one minimum alone. */
const ONE_FACTOR_STANDS_OUT = 3;

/** Of starts that hold one indicator to be nearly all factor, so many are followed. */
const OTHER_STARTS = 2;

/**
 * Joereskog's method (Psychometrika 32, 1967): the likelihood is minimised over the log residual variances alone, the loadings following
 * from the first eigenvector; Newton's steps, or by his approximate second derivatives, halved while they do not descend. On correlations, which scales
 * nothing but the units. Of weakly related indicators the likelihood may have several minima: then the lowest from several starts.
 */
function iterated(s: Matrix): Fit {
  const deviations = s.map((row, i) => Math.sqrt(row[i] ?? 0));
  if (deviations.some((d) => d === 0)) return 'no-convergence';
  const r = s.map((row, i) => row.map((x, j) => x / ((deviations[i] ?? 1) * (deviations[j] ?? 1))));
  const found = startsOf(r).flatMap((start, at) => minimumFrom(r, start, at === 0 ? MOST_STEPS : MOST_STEPS_ELSEWHERE) ?? []);
  const [lowest] = found.sort((a, b) => a.value - b.value);
  if (!lowest) return 'no-convergence';
  if (isHeywood(lowest.logs)) return 'negative-residual';
  return scaled(lowest.eigen, lowest.logs, deviations);
}

/** Residuals to begin with, Joereskog's first. */
function startsOf(r: Matrix): number[][] {
  const first = firstResiduals(r);
  const [top = 0, second = 0] = eigenOf(r).values;
  if (top > ONE_FACTOR_STANDS_OUT * second) return [first];
  const others = r.map((_, i) => first.map((residual, j) => (i === j ? 0.05 : Math.min(0.95, Math.max(0.3, residual)))));
  const value = new Map(others.map((start) => [start, evaluate(r, start.map(Math.log)).value]));
  const lowest = others.sort((a, b) => (value.get(a) ?? 0) - (value.get(b) ?? 0)).slice(0, OTHER_STARTS);
  return [first, ...lowest];
}

interface Minimum extends Evaluation {
  readonly logs: readonly number[];
}

function isHeywood(logs: readonly number[]): boolean {
  return logs.some((log) => Math.exp(log) < HEYWOOD);
}

/** The minimum that descending from `start` ends at, or the place where a residual is as good as gone; undefined where it ends at neither in so many steps. */
function minimumFrom(r: Matrix, start: readonly number[], mostSteps: number): Minimum | undefined {
  let at: Minimum = withLogs(r, start.map(Math.log));
  for (let step = 0; step < mostSteps; step += 1) {
    const slopes = derivatives(at.eigen);
    const steepest = Math.max(...slopes.gradient.map(Math.abs));
    if (steepest < 1e-10) return at;
    const next = descend(r, at.logs, at.value, directionOf(slopes));
    if (!next) return steepest < 1e-7 ? at : undefined;
    at = next;
    if (isHeywood(at.logs)) return at;
  }
  return undefined;
}

/** Joereskog's first guess of the residuals: a little less than what the other indicators leave of each, 1 / r^ii; a half where R has no inverse. */
function firstResiduals(r: Matrix): number[] {
  const share = 1 - 1 / (2 * r.length);
  return r.map((_, i) => {
    const left = solve(
      r,
      r.map((_, j) => (i === j ? 1 : 0)),
    )?.[i];
    return left && left > share ? share / left : 0.5;
  });
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

/**
 * First and second derivatives by the log residuals. With u_m = w_im w_jm over the eigenvectors, g the eigenvalues, sums over all but the first:
 * exact = (sum g_m u_m)(sum u_m) + u_1 sum u_m (1 - g_m)(g_1 + g_m)/(g_1 - g_m); Joereskog's approximation, never indefinite, is (sum u_m)^2.
 */
function derivatives({ values, vectors }: Eigen): { gradient: number[]; exact: number[][]; approximate: number[][] } {
  const size = values.length;
  const top = values[0] ?? 0;
  const first = vectors[0] ?? [];
  const mixing = values.map((g) => ((1 - g) * (top + g)) / Math.max(top - g, 1e-12));
  const exact = values.map(() => new Array<number>(size).fill(0));
  const approximate = values.map(() => new Array<number>(size).fill(0));
  const gradient = values.map((_, i) => {
    for (let j = 0; j < i; j += 1) sumPair(i, j);
    return sumPair(i, i);
  });
  function sumPair(i: number, j: number): number {
    let plain = 0;
    let weighted = 0;
    let mixed = 0;
    for (let m = 1; m < size; m += 1) {
      const vector = vectors[m] as readonly number[];
      const u = (vector[i] as number) * (vector[j] as number);
      plain += u;
      weighted += (values[m] as number) * u;
      mixed += (mixing[m] as number) * u;
    }
    setBoth(approximate, i, j, plain * plain);
    setBoth(exact, i, j, weighted * plain + mixed * (first[i] as number) * (first[j] as number));
    return plain - weighted;
  }
  return { gradient, exact, approximate };
}

/** Newton's direction where it leads down, Joereskog's otherwise. */
function directionOf({ gradient, exact, approximate }: ReturnType<typeof derivatives>): number[] {
  const newton = solve(exact, gradient);
  if (newton && newton.reduce((sum, d, i) => sum + d * (gradient[i] ?? 0), 0) > 0) return newton;
  return solve(approximate, gradient) ?? gradient;
}

function withLogs(r: Matrix, logs: readonly number[]): Minimum {
  return { ...evaluate(r, logs), logs };
}

function descend(r: Matrix, logs: readonly number[], value: number, direction: readonly number[]): Minimum | undefined {
  const longest = Math.max(...direction.map(Math.abs));
  let length = Math.min(1, 1 / longest);
  for (let halving = 0; halving < 40; halving += 1) {
    const tried = logs.map((log, i) => log - length * (direction[i] ?? 0));
    const at = withLogs(r, tried);
    if (at.value < value + NOISE) return at;
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
