/** Eigenvalues, largest first, and for each its vector of length 1. */
export interface Eigen {
  readonly values: readonly number[];
  readonly vectors: readonly (readonly number[])[];
}

/** The eigenvalues and vectors of a symmetric matrix by Jacobi's cyclic rotations (Golub and Van Loan 8.5). */
export function eigenOf(symmetric: readonly (readonly number[])[]): Eigen {
  const size = symmetric.length;
  const a = Float64Array.from(symmetric.flat());
  const v = new Float64Array(size * size);
  for (let i = 0; i < size; i += 1) v[i * size + i] = 1;
  for (let sweep = 0; sweep < 60 && offDiagonal(a, size) > 1e-30; sweep += 1) {
    for (let p = 0; p < size - 1; p += 1) for (let q = p + 1; q < size; q += 1) rotate(a, v, size, p, q);
  }
  const order = symmetric.map((_, i) => ({ value: a[i * size + i] as number, i })).sort((x, y) => y.value - x.value);
  return { values: order.map((o) => o.value), vectors: order.map((o) => symmetric.map((_, row) => v[row * size + o.i] as number)) };
}

function offDiagonal(a: Float64Array, size: number): number {
  let sum = 0;
  for (let i = 0; i < size; i += 1) for (let j = 0; j < i; j += 1) sum += (a[i * size + j] as number) ** 2;
  return sum;
}

/** Both by rows, `size` to a row. */
function rotate(a: Float64Array, v: Float64Array, size: number, p: number, q: number): void {
  const apq = a[p * size + q] as number;
  if (apq === 0) return;
  const theta = ((a[q * size + q] as number) - (a[p * size + p] as number)) / (2 * apq);
  const t = (theta >= 0 ? 1 : -1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
  const c = 1 / Math.sqrt(t * t + 1);
  const s = t * c;
  for (let row = 0; row < size * size; row += size) {
    turn(a, row + p, row + q, c, s);
    turn(v, row + p, row + q, c, s);
  }
  for (let k = 0; k < size; k += 1) turn(a, p * size + k, q * size + k, c, s);
}

function turn(matrix: Float64Array, first: number, second: number, c: number, s: number): void {
  const x = matrix[first] as number;
  const y = matrix[second] as number;
  matrix[first] = c * x - s * y;
  matrix[second] = s * x + c * y;
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
