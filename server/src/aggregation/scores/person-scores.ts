import type { GroupTally } from '../tally/group-tally.js';
import type { Scheme } from '../tally/scheme.js';
import { type Moments, momentsOf } from './moments.js';

/**
 * The persons' scores of one group in one signal, 0..100; undefined for nobody. Multiplied before it is divided: a sum of whole numbers that
 * is at most so many is at most 100 times so many in floating point too, where a rounded 100 / (k * range) would take it past.
 */
export function signalMoments(scheme: Scheme, group: GroupTally, s: number): Moments | undefined {
  const signal = scheme.signals[s];
  if (!signal) return undefined;
  let n = 0;
  let sum = 0;
  let squared = 0;
  for (let k = 1; k <= signal.items; k += 1) {
    const at = signal.byAnswered + k;
    const point = 100 / (k * signal.range);
    n += group.scored[at] ?? 0;
    sum += (100 * (group.keyed[at] ?? 0)) / (k * signal.range);
    squared += point * point * (group.keyedSquared[at] ?? 0);
  }
  return momentsOf(n, sum, squared);
}

/** Sums by number of scored signals, as a group and the careless are counted. */
export interface IndexSums {
  readonly indexed: Float64Array;
  readonly indexSum: Float64Array;
  readonly indexSquared: Float64Array;
}

/** The persons' indices of one group, 0..100; undefined for nobody. */
export function indexMoments(scheme: Scheme, { indexed, indexSum, indexSquared }: IndexSums): Moments | undefined {
  let n = 0;
  let sum = 0;
  let squared = 0;
  for (let m = 1; m < indexed.length; m += 1) {
    const point = 100 / (scheme.units * m);
    n += indexed[m] ?? 0;
    sum += (100 * (indexSum[m] ?? 0)) / (scheme.units * m);
    squared += point * point * (indexSquared[m] ?? 0);
  }
  return momentsOf(n, sum, squared);
}

/** The answers of one group to one item as they were given, on the item's own scale; undefined for nobody. */
export function itemMoments(scheme: Scheme, group: GroupTally, i: number): Moments | undefined {
  const item = scheme.items[i];
  if (!item) return undefined;
  let n = 0;
  for (let slot = item.slot; slot < item.slot + item.slots; slot += 1) n += group.options[slot] ?? 0;
  const steps = momentsOf(n, group.steps[i] ?? 0, group.stepsSquared[i] ?? 0);
  return steps && { ...steps, mean: steps.mean + (scheme.signals[item.signal]?.scale.min ?? 0) };
}

/** An item's moments keyed to 0..100, high is bad: to the last bit those of a signal of this one item. */
export function itemScores(scheme: Scheme, group: GroupTally, i: number): Moments | undefined {
  const item = scheme.items[i];
  const range = scheme.signals[item?.signal ?? -1]?.range;
  if (!item || range === undefined) return undefined;
  let n = 0;
  for (let slot = item.slot; slot < item.slot + item.slots; slot += 1) n += group.options[slot] ?? 0;
  const [steps, squared] = [group.steps[i] ?? 0, group.stepsSquared[i] ?? 0];
  const keyed = item.reversed ? n * range - steps : steps;
  const keyedSquared = item.reversed ? n * range * range - 2 * range * steps + squared : squared;
  const point = 100 / range;
  return momentsOf(n, (100 * keyed) / range, point * point * keyedSquared);
}
