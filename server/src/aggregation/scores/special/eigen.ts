/** Eigenvalues, largest first, and for each its vector of length 1. */
export interface Eigen {
  readonly values: readonly number[];
  readonly vectors: readonly (readonly number[])[];
}

/** Off the diagonal no more than this part of all squares: about where rounding keeps it from becoming less. */
const DIAGONAL = 1e-31;

/** The eigenvalues and vectors of a symmetric matrix by Jacobi's cyclic rotations (Golub and Van Loan 8.5), worked on above the diagonal alone. */
export function eigenOf(symmetric: readonly (readonly number[])[]): Eigen {
  const size = symmetric.length;
  const a = packed(symmetric);
  const v = new Float64Array(size * size);
  for (let i = 0; i < size; i += 1) v[i * size + i] = 1;
  let squares = 0;
  for (const x of a) squares += x * x;
  const enough = DIAGONAL * squares;
  const negligible = enough / (size * size); // all of them together are less than `enough`
  for (let sweeps = 0; sweeps < 60 && offDiagonal(a, size) > enough; sweeps += 1) sweep(a, v, size, negligible);
  const order = Array.from({ length: size }, (_, i) => i).sort((i, j) => (a[j * size + j] as number) - (a[i * size + i] as number));
  return {
    values: order.map((i) => a[i * size + i] as number),
    vectors: order.map((i) => Array.from(v.subarray(i * size, (i + 1) * size))),
  };
}

/** By rows, `size` to a row. */
function packed(matrix: readonly (readonly number[])[]): Float64Array {
  const a = new Float64Array(matrix.length * matrix.length);
  let at = 0;
  for (const row of matrix) for (let j = 0; j < matrix.length; j += 1, at += 1) a[at] = row[j] as number;
  return a;
}

/** Turns away, one after the other, all off the diagonal whose squares are not negligible. */
function sweep(a: Float64Array, v: Float64Array, size: number, negligible: number): void {
  for (let p = 0; p < size - 1; p += 1) {
    for (let q = p + 1; q < size; q += 1) if ((a[p * size + q] as number) ** 2 > negligible) rotate(a, v, size, p, q);
  }
}

function offDiagonal(a: Float64Array, size: number): number {
  let sum = 0;
  for (let i = 0; i < size; i += 1) for (let j = i + 1; j < size; j += 1) sum += (a[i * size + j] as number) ** 2;
  return sum;
}

/** `a` above its diagonal; `v` holds a vector in each row. */
function rotate(a: Float64Array, v: Float64Array, size: number, p: number, q: number): void {
  const apq = a[p * size + q] as number;
  const theta = ((a[q * size + q] as number) - (a[p * size + p] as number)) / (2 * apq);
  const t = (theta >= 0 ? 1 : -1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
  const c = 1 / Math.sqrt(t * t + 1);
  const s = t * c;
  (a[p * size + p] as number) -= t * apq;
  (a[q * size + q] as number) += t * apq;
  a[p * size + q] = 0;
  for (let k = 0; k < p; k += 1) turn(a, k * size + p, k * size + q, c, s);
  for (let k = p + 1; k < q; k += 1) turn(a, p * size + k, k * size + q, c, s);
  for (let k = q + 1; k < size; k += 1) turn(a, p * size + k, q * size + k, c, s);
  for (let k = 0; k < size; k += 1) turn(v, p * size + k, q * size + k, c, s);
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
  const a = packed(matrix);
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
  for (let k = i; k < size; k += 1) {
    const upper = a[i * size + k] as number;
    a[i * size + k] = a[j * size + k] as number;
    a[j * size + k] = upper;
  }
  [x[i], x[j]] = [x[j] as number, x[i] as number];
}

/** Takes so many times row i from `row` that its entry in column i vanishes. */
function subtract(a: Float64Array, x: Float64Array, size: number, row: number, i: number): void {
  const factor = (a[row * size + i] as number) / (a[i * size + i] as number);
  for (let k = i; k < size; k += 1) (a[row * size + k] as number) -= factor * (a[i * size + k] as number);
  (x[row] as number) -= factor * (x[i] as number);
}
