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
  /** Persons by pattern of answers, signal by signal, still to be settled into the sums above; empty once they are. */
  patterns: Uint32Array | undefined;

  constructor(scheme: Scheme) {
    const { items, signals } = scheme;
    this.options = new Float64Array(scheme.slots);
    this.missing = new Float64Array(3 * items.length);
    this.steps = new Float64Array(items.length);
    this.stepsSquared = new Float64Array(items.length);
    this.incomplete = new Float64Array(signals.length);
    this.incompleteSteps = new Float64Array(items.length);
    this.incompleteSquared = new Float64Array(items.length);
    this.scored = new Float64Array(scheme.byAnsweredSize);
    this.keyed = new Float64Array(scheme.byAnsweredSize);
    this.keyedSquared = new Float64Array(scheme.byAnsweredSize);
    this.prevalent = new Float64Array(signals.length);
    this.indexed = new Float64Array(signals.length + 1);
    this.indexSum = new Float64Array(signals.length + 1);
    this.indexSquared = new Float64Array(signals.length + 1);
    this.indexOnly = new Float64Array(signals.length);
    this.signalOnly = new Float64Array(signals.length);
  }

  /** Takes the people of another group in. */
  absorb(other: GroupTally): void {
    this.ballots += other.ballots;
    this.reach += other.reach;
    for (const name of SUMS) addTo(this[name], other[name]);
  }
}

const SUMS = [
  'options',
  'missing',
  'steps',
  'stepsSquared',
  'incomplete',
  'incompleteSteps',
  'incompleteSquared',
  'scored',
  'keyed',
  'keyedSquared',
  'prevalent',
  'indexed',
  'indexSum',
  'indexSquared',
  'indexOnly',
  'signalOnly',
] as const satisfies readonly (keyof GroupTally)[];

function addTo(target: Float64Array, source: Float64Array): void {
  for (let i = 0; i < target.length; i += 1) target[i] = (target[i] ?? 0) + (source[i] ?? 0);
}
