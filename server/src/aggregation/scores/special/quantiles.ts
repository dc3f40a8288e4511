import { incompleteBeta, logBeta } from './beta.js';

/** The 97.5 % point of the normal distribution. */
export const Z975 = 1.959963984540054;

/** The probability of |T| >= |t| for Student's t with `df` > 0 degrees of freedom (Abramowitz and Stegun 26.7.1). */
export function twoSidedT(t: number, df: number): number {
  const square = t * t;
  return incompleteBeta(df / 2, 0.5, df / (df + square), square / (df + square));
}

/** The probability that F with `df1` and `df2` degrees of freedom is at most f (Abramowitz and Stegun 26.6.2). */
export function fProbability(f: number, df1: number, df2: number): number {
  if (f <= 0) return 0;
  const scaled = df1 * f;
  return incompleteBeta(df1 / 2, df2 / 2, scaled / (scaled + df2), df2 / (scaled + df2));
}

/** The x in [low, high] at which an increasing function passes `target`: halving until two neighbours of floating point are left. */
function crossing(target: number, increasing: (x: number) => number, low: number, high: number): number {
  let a = low;
  let b = high;
  for (let step = 0; step < 200; step += 1) {
    const middle = (a + b) / 2;
    if (middle <= a || middle >= b) break;
    if (increasing(middle) < target) a = middle;
    else b = middle;
  }
  return (a + b) / 2;
}

function doubledUntil(enough: (x: number) => boolean): number {
  let high = 2;
  while (!enough(high) && high < 1e300) high *= 2;
  return high;
}

function t975ByHalving(df: number): number {
  const high = doubledUntil((t) => twoSidedT(t, df) < 0.05);
  return crossing(-0.05, (t) => -twoSidedT(t, df), 0, high);
}

/** From the expansion in 1/df of Abramowitz and Stegun 26.7.5, sharpened by Newton's steps on the exact tail. */
function t975ByNewton(df: number): number {
  const z = Z975;
  let t = z + (z ** 3 + z) / (4 * df) + (5 * z ** 5 + 16 * z ** 3 + 3 * z) / (96 * df * df);
  const logScale = -logBeta(df / 2, 0.5) - Math.log(df) / 2;
  for (let step = 0; step < 20; step += 1) {
    const density = Math.exp(logScale - ((df + 1) / 2) * Math.log1p((t * t) / df));
    const move = (twoSidedT(t, df) - 0.05) / (2 * density);
    t += move;
    if (Math.abs(move) < 1e-13 * t) break;
  }
  return t;
}

const seenT = new Map<number, number>();

/** The 97.5 % point of Student's t with `df` > 0: what a 95 % interval multiplies its standard error by. */
export function t975(df: number): number {
  const known = seenT.get(df);
  if (known !== undefined) return known;
  const value = df < 3 ? t975ByHalving(df) : t975ByNewton(df);
  if (seenT.size > 10_000) seenT.clear();
  seenT.set(df, value);
  return value;
}

/**
 * The quantile of F with `df1`, `df2` degrees of freedom at probability p in (0, 1): Newton's steps, and halving wherever one would leave
 * what is still possible.
 */
export function fQuantile(p: number, df1: number, df2: number): number {
  let high = doubledUntil((f) => fProbability(f, df1, df2) > p);
  let low = 0;
  let f = Math.min(1, high / 2);
  const logScale = (df1 / 2) * Math.log(df1 / df2) - logBeta(df1 / 2, df2 / 2);
  for (let step = 0; step < 200; step += 1) {
    const beyond = fProbability(f, df1, df2) - p;
    if (beyond < 0) low = f;
    else high = f;
    const density = Math.exp(logScale + (df1 / 2 - 1) * Math.log(f) - ((df1 + df2) / 2) * Math.log1p((df1 * f) / df2));
    const newton = f - beyond / density;
    const next = newton > low && newton < high ? newton : (low + high) / 2;
    if (Math.abs(next - f) <= 1e-15 * f) return next;
    f = next;
  }
  return f;
}
