import type { End, RespondentsBand, ScoreBase, ShareBase } from '#shared/results/cell.js';

/** What a statistic must keep to (measurement.md 5, rules 4 and 6). */
export interface Rule {
  readonly kind: 'score' | 'share';
  /** The fewest people in a cell and in an atom. */
  readonly threshold: number;
  /** How far the bounds of an atom's sum must lie apart: what is left open about the last person when all colleagues pool their answers. */
  readonly room: 20 | 50 | 100;
}

/** Scores from two or more items. `k` from the terms, 5 to 10. */
export const severalItems = (k: number): Rule => ({ kind: 'score', threshold: k, room: 20 });
/** Scores from one item. */
export const ONE_ITEM: Rule = { kind: 'score', threshold: 10, room: 50 };
/** The means of single items within a signal. */
export const ITEM_STATISTIC: Rule = { kind: 'score', threshold: 20, room: 50 };
/** Prevalence, reach, distributions, "can't say", skips, response. */
export const SHARE: Rule = { kind: 'share', threshold: 20, room: 100 };

/** What a mean of `safe` people is rounded to: the smallest of 1, 2, 5 that keeps safe * base >= room. */
export function scoreBase(safe: number, room: number): ScoreBase {
  if (safe >= room) return 1;
  return 2 * safe >= room ? 2 : 5;
}

/** What a share of `safe` people is rounded to, in percent. */
export function shareBase(safe: number): ShareBase {
  if (safe >= 200) return 1;
  return safe >= 40 ? 5 : 10;
}

/** The base of any statistic by its rule. */
export function baseOf(rule: Rule, safe: number): ScoreBase | ShareBase {
  return rule.kind === 'score' ? scoreBase(safe, rule.room) : shareBase(safe);
}

/** The lowest value ever shown; the highest is 100 less it. */
export function lowestShown(kind: Rule['kind'], base: number): number {
  if (kind === 'share') return base;
  return base === 2 ? 6 : 5;
}

export interface Rounded {
  readonly value: number;
  readonly end: End;
}

/** `exact` (0..100) rounded to `base` and kept inside the range shown. */
export function coarse(kind: Rule['kind'], base: number, exact: number): Rounded {
  return onLadder(rungs(kind, base), kind, base, exact);
}

/** The same with the `values` of that base at hand. */
export function onLadder(values: readonly Rounded[], kind: Rule['kind'], base: number, exact: number): Rounded {
  const step = Math.round(exact / base);
  return values[step] ?? rung(kind, base, step);
}

function rung(kind: Rule['kind'], base: number, step: number): Rounded {
  const lowest = lowestShown(kind, base);
  const value = step * base;
  if (value <= lowest) return { value: lowest, end: 'or-under' };
  return value >= 100 - lowest ? { value: 100 - lowest, end: 'or-over' } : { value, end: 'exact' };
}

const made = { score: [] as Rounded[][], share: [] as Rounded[][] };

/** All values that there are, by steps of `base`: a release has tens of thousands of cells and at most 101 different ones. */
export function rungs(kind: Rule['kind'], base: number): readonly Rounded[] {
  made[kind][base] ??= Array.from({ length: Math.floor(100 / base) + 1 }, (_, step) => Object.freeze(rung(kind, base, step)));
  return made[kind][base];
}

/** The least that a person can have on average behind a released value; times the people, the least of their sum. */
export function lowOf(base: number, { value, end }: Rounded): number {
  return end === 'or-under' ? 0 : value - base / 2;
}

/** The most, likewise. */
export function highOf(base: number, { value, end }: Rounded): number {
  return end === 'or-over' ? 100 : value + base / 2;
}

/** What a reader knows of the sum over `n` people from the value released. */
export function sumBounds(base: number, rounded: Rounded, n: number): [number, number] {
  return [n * lowOf(base, rounded), n * highOf(base, rounded)];
}

/** The number of respondents as it may be read. */
export function bandOf(n: number): RespondentsBand {
  if (n >= 50) return '50+';
  if (n >= 20) return '20-49';
  return n >= 10 ? '10-19' : '5-9';
}

/** A standard deviation as released: a multiple of 2. */
export function coarseDeviation(sd: number): number {
  return 2 * Math.round(sd / 2);
}

/** A coefficient as released: to two decimals. A tiny negative one is 0, not minus 0, which JSON cannot carry. */
export function hundredths(value: number): number {
  return Math.round(100 * value) / 100 + 0;
}
