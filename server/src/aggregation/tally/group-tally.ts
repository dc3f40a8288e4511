import type { Scheme } from './scheme.js';

/**
 * What the people of one group leave behind: sums over persons, never a person. A group's tally is as large for one ballot as for a million.
 * Sums are of whole numbers, so that their order cannot matter.
 */
export class GroupTally {
  ballots = 0;
  /** Persons by answered option, item by item. */
  readonly options: Float64Array;
  /** Persons by kind of missing, three an item: skipped, can't say, did not happen. */
  readonly missing: Float64Array;
  /** Steps as answered, summed and squared, by item. */
  readonly steps: Float64Array;
  readonly stepsSquared: Float64Array;
  /** Persons with some item of the signal missing, and the steps of those: everybody else is complete on it. */
  readonly incomplete: Float64Array;
  readonly incompleteSteps: Float64Array;
  readonly incompleteSquared: Float64Array;
  /** Persons with a signal score, by signal and number of answered items; the sum and sum of squares of their keyed steps. */
  readonly scored: Float64Array;
  readonly keyed: Float64Array;
  readonly keyedSquared: Float64Array;
  readonly prevalent: Float64Array;
  /** Persons with an index, by number of scored signals; the sum and sum of squares of their summed signal scores in score units. */
  readonly indexed: Float64Array;
  readonly indexSum: Float64Array;
  readonly indexSquared: Float64Array;
  /** Persons with an index for whom three signals or more are prevalent. */
  reach = 0;
  /** Persons with an index and no score in the signal; and with a score in it and no index. */
  readonly indexOnly: Float64Array;
  readonly signalOnly: Float64Array;
  /** Persons by pattern of answers, signal by signal, still to be settled into the sums above, and how many persons; none once they are. */
  patterns: Int32Array | undefined;
  unsettled = 0;
  /** The same people in the form that is a part of this one. */
  part: GroupTally | undefined;

  /** All of the lists above, one after the other in one block. */
  readonly #sums: Float64Array;

  constructor(scheme: Scheme) {
    const { items, signals, slots, byAnsweredSize } = scheme;
    const sums = new Float64Array(slots + 7 * items.length + 3 * byAnsweredSize + 4 * signals.length + 3 * (signals.length + 1));
    let at = 0;
    const next = (length: number): Float64Array => {
      at += length;
      return new Float64Array(sums.buffer, (at - length) * Float64Array.BYTES_PER_ELEMENT, length);
    };
    this.#sums = sums;
    this.options = next(slots);
    this.missing = next(3 * items.length);
    this.steps = next(items.length);
    this.stepsSquared = next(items.length);
    this.incomplete = next(signals.length);
    this.incompleteSteps = next(items.length);
    this.incompleteSquared = next(items.length);
    this.scored = next(byAnsweredSize);
    this.keyed = next(byAnsweredSize);
    this.keyedSquared = next(byAnsweredSize);
    this.prevalent = next(signals.length);
    this.indexed = next(signals.length + 1);
    this.indexSum = next(signals.length + 1);
    this.indexSquared = next(signals.length + 1);
    this.indexOnly = next(signals.length);
    this.signalOnly = next(signals.length);
  }

  /** Takes the people of another group in. */
  absorb(other: GroupTally): void {
    this.ballots += other.ballots;
    this.reach += other.reach;
    const sums = this.#sums;
    for (let i = 0; i < sums.length; i += 1) (sums[i] as number) += other.#sums[i] as number;
  }
}
