/** The covariance matrix (taken with n - 1) of the people complete on a scale, by rows. */
export interface Covariances {
  readonly n: number;
  readonly size: number;
  readonly matrix: readonly (readonly number[])[];
}

/** From the sums of each indicator and of each product i <= j (row by row, the diagonal included). Undefined for fewer than two people. */
export function covariancesOf(n: number, sums: ArrayLike<number>, products: (i: number, j: number) => number): Covariances | undefined {
  if (n < 2) return undefined;
  const size = sums.length;
  const matrix = Array.from({ length: size }, () => new Array<number>(size).fill(0));
  for (let i = 0; i < size; i += 1) {
    for (let j = i; j < size; j += 1) {
      const raw = products(i, j);
      const about = raw - ((sums[i] ?? 0) * (sums[j] ?? 0)) / n;
      const covariance = Math.abs(about) > 1e-13 * Math.abs(raw) ? about / (n - 1) : 0;
      setBoth(matrix, i, j, covariance);
    }
  }
  return { n, size, matrix };
}

/** Sets the entries of row i, column j and of row j, column i. */
export function setBoth(matrix: number[][], i: number, j: number, value: number): void {
  const row = matrix[i];
  const column = matrix[j];
  if (row) row[j] = value;
  if (column) column[i] = value;
}

/** The entry of row i and column j. */
export function entry(matrix: readonly (readonly number[])[], i: number, j: number): number {
  return matrix[i]?.[j] ?? 0;
}

/** A coefficient, or why there is none. */
export type Estimate =
  | { readonly value: number; readonly n: number; readonly reason?: undefined }
  | { readonly value: null; readonly n: number; readonly reason: NoCoefficient };

export type NoCoefficient =
  | 'too-few-people'
  | 'one-indicator'
  | 'not-identified'
  | 'no-variance'
  | 'negative-residual'
  | 'no-convergence'
  | 'too-few-units';
