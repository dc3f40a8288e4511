/** Eigenvalues, largest first, and for each its vector of length 1. */
export interface Eigen {
  readonly values: readonly number[];
  readonly vectors: readonly (readonly number[])[];
}

/** Off the diagonal no more than this part of all squares: about where rounding keeps it from becoming less. */
const DIAGONAL = 1e-31;

/** The eigenvalues and vectors of a symmetric matrix by Jacobi's cyclic rotations (Golub and Van Loan 8.5). */
export function eigenOf(symmetric: readonly (readonly number[])[]): Eigen {
  const size = symmetric.length;
  const a = Float64Array.from(symmetric.flat());
  const v = new Float64Array(size * size);
  for (let i = 0; i < size; i += 1) v[i * size + i] = 1;
  const enough = DIAGONAL * a.reduce((sum, x) => sum + x * x, 0);
  for (let sweep = 0; sweep < 60 && offDiagonal(a, size) > enough; sweep += 1) {
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
  const size = matrix.length;
  const a = Float64Array.from(matrix.flat());
  const x = Float64Array.from(right);
  for (let i = 0; i < size; i += 1) {
    const pivot = largestBelow(a, size, i);
    if (Math.abs(a[pivot * size + i] as number) < 1e-14) return undefined;
    exchange(a, x, size, i, pivot);
    for (let row = 0; row < size; row += 1) if (row !== i) subtract(a, x, size, row, i);
  }
  return Array.from(x, (sum, i) => sum / (a[i * size + i] as number));
}

/** The row from `i` on that has the largest entry in column i. */
function largestBelow(a: Float64Array, size: number, i: number): number {
  let largest = i;
  for (let row = i + 1; row < size; row += 1)
    if (Math.abs(a[row * size + i] as number) > Math.abs(a[largest * size + i] as number)) largest = row;
  return largest;
}

function exchange(a: Float64Array, x: Float64Array, size: number, i: number, j: number): void {
  if (i === j) return;
  for (let k = i; k < size; k += 1) [a[i * size + k], a[j * size + k]] = [a[j * size + k] as number, a[i * size + k] as number];
  [x[i], x[j]] = [x[j] as number, x[i] as number];
}

/** Takes so many times row i from `row` that its entry in column i vanishes. */
function subtract(a: Float64Array, x: Float64Array, size: number, row: number, i: number): void {
  const factor = (a[row * size + i] as number) / (a[i * size + i] as number);
  for (let k = i; k < size; k += 1) (a[row * size + k] as number) -= factor * (a[i * size + k] as number);
  (x[row] as number) -= factor * (x[i] as number);
}
