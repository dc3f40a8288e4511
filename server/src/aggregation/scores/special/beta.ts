/**
 * The regularised incomplete beta function and what it rests on, to about 14 digits.
 * Sources: Abramowitz and Stegun 6.1.41 (Stirling's series), Didonato and Morris 1992 (log beta without cancellation),
 * Lentz's method for the continued fraction of Press et al., Numerical Recipes 6.4.
 */

const HALF_LOG_TWO_PI = 0.9189385332046727;

/** What Stirling's formula lacks of ln Gamma(x), x >= 10. */
function stirlingRest(x: number): number {
  const r = 1 / (x * x);
  return (1 / 12 - r * (1 / 360 - r * (1 / 1260 - r * (1 / 1680 - r * (1 / 1188 - (r * 691) / 360360))))) / x;
}

/** ln Gamma(x) for x > 0. */
export function logGamma(x: number): number {
  let product = 1;
  let at = x;
  while (at < 10) {
    product *= at;
    at += 1;
  }
  return (at - 0.5) * Math.log(at) - at + HALF_LOG_TWO_PI + stirlingRest(at) - Math.log(product);
}

/** ln B(a, b) for a, b > 0; for large parameters the big terms are cancelled on paper, not in floating point. */
export function logBeta(a: number, b: number): number {
  const p = Math.min(a, b);
  const q = Math.max(a, b);
  if (q < 10) return logGamma(p) + logGamma(q) - logGamma(p + q);
  const rest = stirlingRest(q) - stirlingRest(p + q);
  if (p < 10) return logGamma(p) + rest + p - p * Math.log(p + q) + (q - 0.5) * Math.log1p(-p / (p + q));
  return -0.5 * Math.log(q) + HALF_LOG_TWO_PI + stirlingRest(p) + rest + (p - 0.5) * Math.log(p / (p + q)) + q * Math.log1p(-p / (p + q));
}

const TINY = 1e-300;

function continuedFraction(a: number, b: number, x: number): number {
  let c = 1;
  let d = 1 / awayFromZero(1 - ((a + b) * x) / (a + 1));
  let h = d;
  const steps = 200 + 20 * Math.ceil(Math.sqrt(Math.max(a, b)));
  for (let m = 1; m <= steps; m += 1) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / awayFromZero(1 + even * d);
    c = awayFromZero(1 + even / c);
    h *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / awayFromZero(1 + odd * d);
    c = awayFromZero(1 + odd / c);
    h *= d * c;
    if (Math.abs(d * c - 1) < 1e-16) break;
  }
  return h;
}

function awayFromZero(value: number): number {
  return Math.abs(value) < TINY ? TINY : value;
}

/** I_x(a, b), the probability that a Beta(a, b) variable is at most x; a, b > 0, x from 0 to 1. `y` is 1 - x, where it is known better. */
export function incompleteBeta(a: number, b: number, x: number, y: number = 1 - x): number {
  if (x <= 0) return 0;
  if (y <= 0) return 1;
  const front = Math.exp(a * Math.log(x) + b * Math.log(y) - logBeta(a, b));
  return x < (a + 1) / (a + b + 2) ? (front * continuedFraction(a, b, x)) / a : 1 - (front * continuedFraction(b, a, y)) / b;
}
