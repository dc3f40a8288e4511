import type { End, RespondentsBand, ScoreBase, ShareBase } from '#shared/results/cell.js';

/** What a statistic must keep to (measurement.md 5, rules 4 and 6). */
export interface Rule {
  readonly kind: 'score' | 'share';
  /** The fewest people in a cell and in an atom. */
  readonly threshold: number;
  /** How far the bounds of an atom's sum must lie apart: what is left open about the last person when all colleagues pool their answers. */
  readonly room: 20 | 50 | 100;
  /** Of shares: how much of a cell's sum its rounding leaves open at least, 100 for a person. */
  readonly width: number;
}

/** What the rounding of a share leaves open: two people. Of a distribution, which has five shares of the same people, ten. */
export const SHARE_WIDTH = 200;
const DISTRIBUTION_WIDTH = 1000;

/** Scores from two or more items. `k` from the terms, 5 to 10. */
export const severalItems = (k: number): Rule => ({ kind: 'score', threshold: k, room: 20, width: 0 });
/** Scores from one item. */
export const ONE_ITEM: Rule = { kind: 'score', threshold: 10, room: 50, width: 0 };
/** The means of single items within a signal. Rounded as a signal of one item: of some of them the pulse form tells the same sum. */
export const ITEM_STATISTIC: Rule = { kind: 'score', threshold: 20, room: 50, width: 0 };
/** Prevalence, reach, "can't say", skips, response. */
export const SHARE: Rule = { kind: 'share', threshold: 20, room: 100, width: SHARE_WIDTH };
/** How an item was answered. With the width of other shares, all that is shown of a signal told in half of the cases what its last person had answered (DECISIONS.md). */
export const DISTRIBUTION: Rule = { kind: 'share', threshold: 100, room: 100, width: DISTRIBUTION_WIDTH };

/** What a mean of `safe` people is rounded to: the smallest of 1, 2, 5 that keeps safe * base >= room. */
export function scoreBase(safe: number, room: number): ScoreBase {
  if (safe >= room) return 1;
  return 2 * safe >= room ? 2 : 5;
}

/** What a share of `safe` people is rounded to, in percent: the smallest of 1, 5, 10 that keeps safe * base >= width. */
export function shareBase(safe: number, width: number): ShareBase {
  if (safe >= width) return 1;
  return 5 * safe >= width ? 5 : 10;
}

/** The base of any statistic by its rule. */
export function baseOf(rule: Rule, safe: number): ScoreBase | ShareBase {
  return rule.kind === 'score' ? scoreBase(safe, rule.room) : shareBase(safe, rule.width);
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

const COEFFICIENT_STEPS = [100, 50, 20, 10] as const;

/**
 * A coefficient of `safe` people as released: to the smallest of 0.01, 0.02, 0.05, 0.1 that keeps safe * base >= `room`, else to 0.1. In hundredths
 * a signal's coefficients gave the last person's score away in three of four companies of 60 to 200 people (DECISIONS.md). A tiny negative one is
 * 0, not minus 0, which JSON cannot carry.
 */
export function coarseCoefficient(value: number, safe: number, room: number): number {
  const steps = COEFFICIENT_STEPS.find((each) => safe >= room * each) ?? 10;
  return Math.round(value * steps) / steps + 0;
}

/** Of alpha, omega and rwg; and of ICC(1), which one person moves a tenth as far. */
export const COEFFICIENT_ROOM = 20;
export const ICC_ROOM = 2;

/** To two decimals; a tiny negative number is 0. */
export function hundredths(value: number): number {
  return Math.round(100 * value) / 100 + 0;
}
