import { outcomeOf } from './count-signal.js';
import type { Scheme, SignalPlan } from './scheme.js';

export const PREVALENT = 1;
export const INCONSISTENT = 2;

/** For every pattern of every signal that is counted by pattern: its score in score units (-1 for none) and its marks. */
export interface PatternTable {
  readonly scores: Float64Array;
  readonly marks: Uint8Array;
}

/** Works every pattern out once, so that a ballot costs one look-up a signal. */
export function patternTable(scheme: Scheme): PatternTable {
  const scores = new Float64Array(scheme.patterns);
  const marks = new Uint8Array(scheme.patterns);
  const digits = new Int32Array(scheme.items.length);
  for (const signal of scheme.signals) {
    if (signal.firstPattern < 0) continue;
    for (let pattern = 0; pattern < signal.patterns; pattern += 1) {
      writeDigits(digits, signal, pattern);
      const { score, prevalent, inconsistent } = outcomeOf(scheme, digits, signal);
      scores[signal.firstPattern + pattern] = score;
      marks[signal.firstPattern + pattern] = (prevalent ? PREVALENT : 0) | (inconsistent ? INCONSISTENT : 0);
    }
  }
  return { scores, marks };
}

/** Writes the answers that a pattern stands for: its first item is the highest digit. */
export function writeDigits(digits: Int32Array, signal: SignalPlan, pattern: number): void {
  let left = pattern;
  for (let i = signal.last - 1; i >= signal.first; i -= 1) {
    digits[i] = left % signal.radix;
    left = Math.floor(left / signal.radix);
  }
}
