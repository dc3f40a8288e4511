import { DIGIT_OF_STEP_ZERO, keyedStep, type Scheme, type SignalPlan } from './scheme.js';

/** This many identical answers one after the other look careless. */
const LONG_RUN = 10;

/** The answer codes that are no kind of missing. */
const [FIRST_CODE, LAST_CODE] = [1, 5];

/**
 * Looks for ten or more identical answers one after the other, in the order `presented` in which people saw the items (Johnson 2005);
 * a missing answer ends a string.
 */
export class RunTest {
  readonly #order: Int32Array;
  readonly #lowest: readonly number[];
  readonly #answers: Float64Array;

  constructor(scheme: Scheme, presented: readonly string[]) {
    const position = new Map(scheme.items.map((item, at) => [item.id, at]));
    this.#order = Int32Array.from(presented.flatMap((id) => position.get(id) ?? []));
    this.#lowest = scheme.items.map(({ signal }) => scheme.signals[signal]?.scale.min ?? 0);
    this.#answers = new Float64Array(scheme.items.length);
  }

  codes(codes: ArrayLike<number>): boolean {
    return hasLongRun(codes, this.#order, FIRST_CODE, LAST_CODE);
  }

  digits(digits: ArrayLike<number>): boolean {
    const answers = this.#answers;
    for (let i = 0; i < answers.length; i += 1) {
      const step = (digits[i] as number) - DIGIT_OF_STEP_ZERO;
      answers[i] = step < 0 ? Number.NaN : step + (this.#lowest[i] as number);
    }
    return hasLongRun(answers, this.#order, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY);
  }
}

/** A string of ten covers every tenth place, so only those are looked at, and their neighbours. What is not in `low`..`high` is missing. */
function hasLongRun(answers: ArrayLike<number>, order: Int32Array, low: number, high: number): boolean {
  for (let middle = LONG_RUN - 1; middle < order.length; middle += LONG_RUN) {
    const answer = answers[order[middle] as number] as number;
    if (!(answer >= low && answer <= high)) continue;
    let from = middle;
    let to = middle + 1;
    while (from > 0 && answers[order[from - 1] as number] === answer) from -= 1;
    while (to < order.length && answers[order[to] as number] === answer) to += 1;
    if (to - from >= LONG_RUN) return true;
  }
  return false;
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
    sum += keyedStep(step, range, scheme.items[i]?.reversed === true);
    others += 1;
  }
  return 2 * Math.abs(keyedStep(own, range, true) * others - sum) > others * range;
}

/** Whether `inconsistent` of `signals` signals are enough to look careless: half of them. */
export function looksInconsistent(inconsistent: number, signals: number): boolean {
  return inconsistent > 0 && 2 * inconsistent >= signals;
}
