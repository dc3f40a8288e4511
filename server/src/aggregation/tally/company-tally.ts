import type { Scheme } from './scheme.js';

/** What only the whole company's results need: products for reliability, and the index of those who look careless. */
export class CompanyTally {
  /** Sums of products of steps over persons complete on the signal, pair by pair of its items. */
  readonly pairs: Float64Array;
  /** Persons with a score in every signal; the sums of their signal scores (score units) and of the products i <= j, row by row. */
  complete = 0;
  readonly scores: Float64Array;
  readonly scoreProducts: Float64Array;
  /** Persons with an index who look careless, and theirs, laid out as in a group's tally. */
  readonly carelessIndexed: Float64Array;
  readonly carelessSum: Float64Array;
  readonly carelessSquared: Float64Array;

  constructor(scheme: Scheme) {
    const signals = scheme.signals.length;
    this.pairs = new Float64Array(scheme.pairs);
    this.scores = new Float64Array(signals);
    this.scoreProducts = new Float64Array((signals * (signals + 1)) / 2);
    this.carelessIndexed = new Float64Array(signals + 1);
    this.carelessSum = new Float64Array(signals + 1);
    this.carelessSquared = new Float64Array(signals + 1);
  }
}
