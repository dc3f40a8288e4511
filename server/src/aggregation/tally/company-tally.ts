import type { Scheme } from './scheme.js';
import { ScoreProducts } from './score-products.js';

/** What only the whole company's results need: products for reliability, and the index of those who look careless. */
export class CompanyTally {
  /** Sums of products of steps over persons complete on the signal, pair by pair of its items. */
  readonly pairs: Float64Array;
  /** Sums of the signal scores (score units) and of their products over persons with a score in every signal. */
  readonly complete: ScoreProducts;
  /** Persons with an index who look careless, and theirs, laid out as in a group's tally. */
  readonly carelessIndexed: Float64Array;
  readonly carelessSum: Float64Array;
  readonly carelessSquared: Float64Array;

  constructor(scheme: Scheme) {
    const signals = scheme.signals.length;
    this.pairs = new Float64Array(scheme.pairs);
    this.complete = new ScoreProducts(signals, scheme.whole ? scheme.units : undefined);
    this.carelessIndexed = new Float64Array(signals + 1);
    this.carelessSum = new Float64Array(signals + 1);
    this.carelessSquared = new Float64Array(signals + 1);
  }
}
