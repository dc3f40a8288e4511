import { DIGIT_OF_STEP_ZERO, type Scheme, type SignalPlan } from './scheme.js';

/** This many identical answers one after the other look careless. */
const LONG_RUN = 10;

/**
 * Whether ten or more identical answers stand one after the other in the order in which the items were presented (Johnson 2005).
 * `digitOf`: the digit that an answer stands for; without it answers are digits.
 */
export type RunTest = (answers: ArrayLike<number>, digitOf: Uint8Array | undefined) => boolean;

/**
 * Looks for long strings among the items of `presented`, in that order; a missing answer ends a string.
 * A string of ten covers every tenth place, so only those are looked at, and their neighbours.
 */
export function runTest(scheme: Scheme, presented: readonly string[]): RunTest {
  const position = new Map(scheme.items.map((item, at) => [item.id, at]));
  const order = Int32Array.from(presented.flatMap((id) => position.get(id) ?? []));
  const lowest = Int32Array.from(order, (at) => scheme.signals[scheme.items[at]?.signal ?? 0]?.scale.min ?? 0);
  const answerAt = (answers: ArrayLike<number>, digitOf: Uint8Array | undefined, place: number): number => {
    const given = answers[order[place] as number] as number;
    const digit = digitOf ? (digitOf[given] as number) : given;
    return digit < DIGIT_OF_STEP_ZERO ? Number.NaN : digit + (lowest[place] as number);
  };
  return (answers, digitOf) => {
    for (let middle = LONG_RUN - 1; middle < order.length; middle += LONG_RUN) {
      const answer = answerAt(answers, digitOf, middle);
      let from = middle;
      let to = middle + 1;
      while (from > 0 && answerAt(answers, digitOf, from - 1) === answer) from -= 1;
      while (to < order.length && answerAt(answers, digitOf, to) === answer) to += 1;
      if (to - from >= LONG_RUN) return true;
    }
    return false;
  };
}

/** Whether a reversed item of the signal lies more than 50 points from the mean of its other answered items. In whole numbers. */
export function isInconsistent(scheme: Scheme, digits: Int32Array, { first, last, range }: SignalPlan): boolean {
  for (let item = first; item < last; item += 1) {
    if (scheme.items[item]?.reversed && farFromOthers(scheme, digits, item, first, last, range)) return true;
  }
  return false;
}

function farFromOthers(scheme: Scheme, digits: Int32Array, item: number, first: number, last: number, range: number): boolean {
  const own = (digits[item] as number) - DIGIT_OF_STEP_ZERO;
  if (own < 0) return false;
  let sum = 0;
  let others = 0;
  for (let i = first; i < last; i += 1) {
    const step = (digits[i] as number) - DIGIT_OF_STEP_ZERO;
    if (i === item || step < 0) continue;
    sum += scheme.items[i]?.reversed ? range - step : step;
    others += 1;
  }
  return 2 * Math.abs((range - own) * others - sum) > others * range;
}

/** Whether `inconsistent` of `signals` signals are enough to look careless: half of them. */
export function looksInconsistent(inconsistent: number, signals: number): boolean {
  return inconsistent > 0 && 2 * inconsistent >= signals;
}
