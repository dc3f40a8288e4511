import type { Scheme } from './scheme.js';

/** This many identical answers one after the other look careless. */
const LONG_RUN = 10;

/** Tells from one person's steps whether they were answered without care. */
export type CarelessTest = (steps: Int32Array) => boolean;

/**
 * Long strings (Johnson 2005): ten or more identical answers in the order in which the items were presented; a missing answer ends a string.
 * Or inconsistency: a reversed item more than 50 points from the mean of its signal's other items, in at least half of the signals.
 * `presented`: every item id in presented order; items left out are not looked at for strings.
 */
export function carelessTest(scheme: Scheme, presented: readonly string[]): CarelessTest {
  const position = new Map(scheme.items.map((item, at) => [item.id, at]));
  const order = Int32Array.from(presented.flatMap((id) => position.get(id) ?? []));
  const lowest = Int32Array.from(order, (at) => scheme.signals[scheme.items[at]?.signal ?? 0]?.scale.min ?? 0);
  const reversed = scheme.signals.map((signal) =>
    Array.from({ length: signal.items }, (_, i) => signal.first + i).filter((at) => scheme.items[at]?.reversed),
  );
  const inconsistent = (steps: Int32Array, at: number): boolean => {
    const signal = scheme.signals[at];
    return (
      signal !== undefined &&
      (reversed[at] ?? []).some((item) => farFromOthers(scheme, steps, item, signal.first, signal.last, signal.range))
    );
  };
  return (steps) => {
    if (longestRun(steps, order, lowest) >= LONG_RUN) return true;
    let strange = 0;
    for (let at = 0; at < scheme.signals.length; at += 1) if (inconsistent(steps, at)) strange += 1;
    return 2 * strange >= scheme.signals.length && strange > 0;
  };
}

function longestRun(steps: Int32Array, order: Int32Array, lowest: Int32Array): number {
  let longest = 0;
  let run = 0;
  let before = Number.NaN;
  for (let i = 0; i < order.length; i += 1) {
    const step = steps[order[i] as number] as number;
    const answer = step < 0 ? Number.NaN : step + (lowest[i] as number);
    run = answer === before ? run + 1 : 1;
    before = answer;
    if (run > longest && step >= 0) longest = run;
  }
  return longest;
}

/** |item - mean of the others| > 50 points, in whole numbers. */
function farFromOthers(scheme: Scheme, steps: Int32Array, item: number, first: number, last: number, range: number): boolean {
  const own = steps[item] as number;
  if (own < 0) return false;
  let sum = 0;
  let others = 0;
  for (let i = first; i < last; i += 1) {
    const step = steps[i] as number;
    if (i === item || step < 0) continue;
    sum += scheme.items[i]?.reversed ? range - step : step;
    others += 1;
  }
  return 2 * Math.abs((range - own) * others - sum) > others * range;
}
