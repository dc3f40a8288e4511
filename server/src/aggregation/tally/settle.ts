import type { CompanyTally } from './company-tally.js';
import { countIncomplete, countPairs, countSignal } from './count-signal.js';
import type { GroupTally } from './group-tally.js';
import { type PatternTable, PREVALENT, SCORE_SHIFT, stepOfDigit, writeDigits } from './pattern-table.js';
import type { Scheme, SignalPlan } from './scheme.js';

/**
 * Makes a group's sums of its counted patterns, and adds those to `everybody`'s. Answers with the people by item and digit, item by item,
 * each as long as its signal's radix.
 */
export function settleGroup(scheme: Scheme, table: PatternTable, group: GroupTally, everybody: Float64Array): Float64Array[] {
  const { patterns } = group;
  const byDigit = scheme.items.map(({ signal }) => new Float64Array(scheme.signals[signal]?.radix ?? 0));
  if (!patterns) return byDigit;
  const digits = new Int32Array(scheme.items.length);
  for (const [s, signal] of scheme.signals.entries()) {
    for (let pattern = 0; signal.firstPattern >= 0 && pattern < signal.patterns; pattern += 1) {
      const at = signal.firstPattern + pattern;
      const people = patterns[at] as number;
      if (people === 0) continue;
      (everybody[at] as number) += people;
      writeDigits(digits, signal, pattern);
      for (let i = signal.first; i < signal.last; i += 1) ((byDigit[i] as Float64Array)[digits[i] as number] as number) += people;
      if ((table.answered[at] as number) < signal.items) countIncomplete(group, digits, s, signal, people);
      if ((table.outcomes[at] as number) >> SCORE_SHIFT > 0) addScored(group, table, s, signal, at, people);
    }
  }
  for (const [i, counts] of byDigit.entries()) addAnswers(scheme, group, i, counts);
  group.patterns = undefined;
  return byDigit;
}

function addScored(group: GroupTally, table: PatternTable, s: number, { byAnswered }: SignalPlan, at: number, people: number): void {
  const k = byAnswered + (table.answered[at] as number);
  const keyed = table.keyed[at] as number;
  (group.scored[k] as number) += people;
  (group.keyed[k] as number) += people * keyed;
  (group.keyedSquared[k] as number) += people * keyed * keyed;
  (group.prevalent[s] as number) += people * ((table.outcomes[at] as number) & PREVALENT);
}

function addAnswers(scheme: Scheme, group: GroupTally, i: number, counts: Float64Array): void {
  const item = scheme.items[i];
  if (!item) return;
  for (const [digit, people] of counts.entries()) {
    const step = stepOfDigit(digit);
    if (people === 0) continue;
    if (step < 0) {
      (group.missing[3 * i - 1 - step] as number) += people;
      continue;
    }
    (group.options[item.slot + (item.slots === 1 ? 0 : step)] as number) += people;
    (group.steps[i] as number) += people * step;
    (group.stepsSquared[i] as number) += people * step * step;
  }
}

/** The company's products of items, from the patterns of everybody. */
export function settlePairs(scheme: Scheme, table: PatternTable, company: CompanyTally, everybody: Float64Array): void {
  const digits = new Int32Array(scheme.items.length);
  for (const signal of scheme.signals) {
    for (let pattern = 0; signal.firstPattern >= 0 && pattern < signal.patterns; pattern += 1) {
      const at = signal.firstPattern + pattern;
      const people = everybody[at] as number;
      if (people === 0 || (table.answered[at] as number) < signal.items) continue;
      writeDigits(digits, signal, pattern);
      countPairs(company.pairs, digits, signal, people);
    }
  }
}

/** The sums of a one-item-a-signal part of the form, from the people by item and digit of the whole form. */
export function settlePart(scheme: Scheme, part: Scheme, group: GroupTally, company: CompanyTally, byDigit: readonly Float64Array[]): void {
  const digits = new Int32Array(part.items.length);
  for (const [s, { id }] of part.items.entries()) {
    const counts = byDigit[scheme.items.findIndex((item) => item.id === id)] ?? [];
    for (const [digit, people] of counts.entries()) {
      if (people === 0) continue;
      digits[s] = digit;
      countSignal(part, group, company, digits, s, people);
    }
  }
}
