import { isInconsistent } from './careless.js';
import type { CompanyTally } from './company-tally.js';
import type { GroupTally } from './group-tally.js';
import { DIGIT_OF_STEP_ZERO, fewestAnswered, isPrevalent, keyedStep, type Scheme, type SignalPlan } from './scheme.js';

/** What one person's answers to one signal come to. */
export interface SignalOutcome {
  /** The score in score units, -1 for none. */
  score: number;
  /** Answered items, and the sum of their keyed steps. */
  answered: number;
  keyed: number;
  prevalent: boolean;
  inconsistent: boolean;
}

/** The outcome of the answers in `digits`. */
export function outcomeOf(scheme: Scheme, digits: Int32Array, signal: SignalPlan): SignalOutcome {
  let k = 0;
  let keyed = 0;
  for (let i = signal.first; i < signal.last; i += 1) {
    const step = (digits[i] as number) - DIGIT_OF_STEP_ZERO;
    if (step < 0) continue;
    k += 1;
    keyed += keyedStep(step, signal.range, scheme.items[i]?.reversed === true);
  }
  const scored = k >= fewestAnswered(signal.items);
  return {
    score: scored ? (keyed * scheme.units) / (k * signal.range) : -1,
    answered: k,
    keyed,
    prevalent: scored && isPrevalent(keyed, k, signal.range),
    inconsistent: isInconsistent(scheme, digits, signal),
  };
}

/** Takes `people` who answered one signal alike into the sums of their group and of the company. */
export function countSignal(scheme: Scheme, group: GroupTally, company: CompanyTally, digits: Int32Array, s: number, people: number): void {
  const signal = scheme.signals[s] as SignalPlan;
  let k = 0;
  let keyed = 0;
  for (let i = signal.first; i < signal.last; i += 1) {
    const item = scheme.items[i] as Scheme['items'][number];
    const step = (digits[i] as number) - DIGIT_OF_STEP_ZERO;
    if (step < 0) {
      (group.missing[3 * i - 1 - step] as number) += people;
      continue;
    }
    k += 1;
    keyed += keyedStep(step, signal.range, item.reversed);
    (group.options[item.slot + (item.slots === 1 ? 0 : step)] as number) += people;
    (group.steps[i] as number) += people * step;
    (group.stepsSquared[i] as number) += people * step * step;
  }
  if (k === signal.items) countPairs(company.pairs, digits, signal, people);
  else countIncomplete(group, digits, s, signal, people);
  if (k < fewestAnswered(signal.items)) return;
  const at = signal.byAnswered + k;
  (group.scored[at] as number) += people;
  (group.keyed[at] as number) += people * keyed;
  (group.keyedSquared[at] as number) += people * keyed * keyed;
  if (isPrevalent(keyed, k, signal.range)) (group.prevalent[s] as number) += people;
}

/** Takes `people` complete on a signal into the company's products. */
export function countPairs(pairs: Float64Array, digits: Int32Array, { first, last, firstPair }: SignalPlan, people: number): void {
  let pair = firstPair;
  for (let i = first; i < last; i += 1) {
    const step = people * ((digits[i] as number) - DIGIT_OF_STEP_ZERO);
    for (let j = i + 1; j < last; j += 1) (pairs[pair++] as number) += step * ((digits[j] as number) - DIGIT_OF_STEP_ZERO);
  }
}

/** Takes `people` who left some item of a signal open into the sums that are subtracted where only complete ones count. */
function countIncomplete(group: GroupTally, digits: Int32Array, s: number, { first, last }: SignalPlan, people: number): void {
  (group.incomplete[s] as number) += people;
  for (let i = first; i < last; i += 1) {
    const step = (digits[i] as number) - DIGIT_OF_STEP_ZERO;
    if (step < 0) continue;
    (group.incompleteSteps[i] as number) += people * step;
    (group.incompleteSquared[i] as number) += people * step * step;
  }
}
