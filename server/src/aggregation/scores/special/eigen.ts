/** Eigenvalues, largest first, and for each its vector of length 1. */
export interface Eigen {
  readonly values: readonly number[];
  readonly vectors: readonly (readonly number[])[];
}

/** The eigenvalues and vectors of a symmetric matrix by Jacobi's cyclic rotations (Golub and Van Loan 8.5). */
export function eigenOf(symmetric: readonly (readonly number[])[]): Eigen {
  const size = symmetric.length;
  const a = symmetric.map((row) => Float64Array.from(row));
  const v = symmetric.map((_, i) => Float64Array.from({ length: size }, (_, j) => (i === j ? 1 : 0)));
  for (let sweep = 0; sweep < 60 && offDiagonal(a) > 1e-30; sweep += 1) {
    for (let p = 0; p < size - 1; p += 1) for (let q = p + 1; q < size; q += 1) rotate(a, v, p, q);
  }
  const order = a.map((row, i) => ({ value: row[i] ?? 0, i })).sort((x, y) => y.value - x.value);
  return { values: order.map((o) => o.value), vectors: order.map((o) => v.map((row) => row[o.i] ?? 0)) };
}

function offDiagonal(a: readonly Float64Array[]): number {
  return a.reduce((sum, row, i) => sum + row.subarray(0, i).reduce((s, x) => s + x * x, 0), 0);
}

function rotate(a: Float64Array[], v: Float64Array[], p: number, q: number): void {
  const rowP = a[p];
  const rowQ = a[q];
  if (!rowP || !rowQ || rowP[q] === 0) return;
  const theta = ((rowQ[q] ?? 0) - (rowP[p] ?? 0)) / (2 * (rowP[q] ?? 0));
  const t = (theta >= 0 ? 1 : -1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
  const c = 1 / Math.sqrt(t * t + 1);
  const s = t * c;
  for (const matrix of [a, v]) for (const row of matrix) turn(row, p, q, c, s);
  for (let k = 0; k < a.length; k += 1) {
    const x = rowP[k] ?? 0;
    const y = rowQ[k] ?? 0;
    rowP[k] = c * x - s * y;
    rowQ[k] = s * x + c * y;
  }
}

function turn(row: Float64Array, p: number, q: number, c: number, s: number): void {
  const x = row[p] ?? 0;
  const y = row[q] ?? 0;
  row[p] = c * x - s * y;
  row[q] = s * x + c * y;
}

/** x with A x = b by Gauss's elimination with row exchange; undefined when A is singular. */
export function solve(matrix: readonly (readonly number[])[], right: readonly number[]): number[] | undefined {
  const rows = matrix.map((row, i) => [...row, right[i] ?? 0]);
  const size = rows.length;
  for (let i = 0; i < size; i += 1) {
    const best = rows.slice(i).reduce((at, row, k) => (Math.abs(row[i] ?? 0) > Math.abs(rows[at]?.[i] ?? 0) ? i + k : at), i);
    const pivot = rows[best];
    const here = rows[i];
    if (!pivot || !here || Math.abs(pivot[i] ?? 0) < 1e-14) return undefined;
    rows[best] = here;
    rows[i] = pivot;
    for (const row of rows) if (row !== pivot) subtract(row, pivot, (row[i] ?? 0) / (pivot[i] ?? 1), i);
  }
  return rows.map((row, i) => (row[size] ?? 0) / (row[i] ?? 1));
}

function subtract(row: number[], pivot: readonly number[], factor: number, from: number): void {
  for (let k = from; k < row.length; k += 1) row[k] = (row[k] ?? 0) - factor * (pivot[k] ?? 0);
}
