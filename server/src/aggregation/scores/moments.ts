/** What a set of person scores leaves behind: how many, their mean, and the sum of squares about it. */
export interface Moments {
  readonly n: number;
  readonly mean: number;
  readonly sumOfSquares: number;
}

/** Below this part of the raw sum of squares a sum about the mean is rounding error: the smallest true one of a million people is 4e-12 of it. */
const ROUNDING = 1e-14;

/** Moments from the sums of x and x squared; undefined for nobody. */
export function momentsOf(n: number, sum: number, sumOfSquared: number): Moments | undefined {
  if (n === 0) return undefined;
  const aboutMean = sumOfSquared - (sum * sum) / n;
  return { n, mean: sum / n, sumOfSquares: aboutMean > ROUNDING * sumOfSquared ? aboutMean : 0 };
}

/** The standard deviation taken with n - 1; undefined for fewer than two. */
export function standardDeviation(moments: Moments | undefined): number | undefined {
  return moments && moments.n > 1 ? Math.sqrt(moments.sumOfSquares / (moments.n - 1)) : undefined;
}

export interface PooledDeviation {
  readonly sd: number;
  readonly df: number;
  readonly units: number;
}

/** The pooled within-unit standard deviation sqrt(SSW / (n - G)) over units with two or more scores; undefined where there is none. */
export function pooledDeviation(units: readonly (Moments | undefined)[]): PooledDeviation | undefined {
  let df = 0;
  let within = 0;
  let counted = 0;
  for (const unit of units) {
    if (!unit || unit.n < 2) continue;
    df += unit.n - 1;
    within += unit.sumOfSquares;
    counted += 1;
  }
  return counted === 0 ? undefined : { sd: Math.sqrt(within / df), df, units: counted };
}
