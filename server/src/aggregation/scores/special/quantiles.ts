import { incompleteBeta } from './beta.js';

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

const seenT = new Map<number, number>();

/** The 97.5 % point of Student's t with `df` > 0: what a 95 % interval multiplies its standard error by. */
export function t975(df: number): number {
  const known = seenT.get(df);
  if (known !== undefined) return known;
  const high = doubledUntil((t) => twoSidedT(t, df) < 0.05);
  const value = crossing(-0.05, (t) => -twoSidedT(t, df), 0, high);
  if (seenT.size > 10_000) seenT.clear();
  seenT.set(df, value);
  return value;
}

/** The quantile of F with `df1`, `df2` degrees of freedom at probability p in (0, 1). */
export function fQuantile(p: number, df1: number, df2: number): number {
  const high = doubledUntil((f) => fProbability(f, df1, df2) > p);
  return crossing(p, (f) => fProbability(f, df1, df2), 0, high);
}

/** The 97.5 % point of the normal distribution. */
export const Z975 = 1.959963984540054;
