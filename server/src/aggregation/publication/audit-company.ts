import type { Coefficient, Reliability, Snapshot, SnapshotResults } from '#shared/results/snapshot.js';
import { feldt } from '../scores/alpha.js';
import { FEWEST_A_SIDE, FEWEST_PEOPLE, steppedUp, weighing } from '../suppression/company-tuple.js';
import {
  COEFFICIENT_ROOM,
  coarse,
  coarseCoefficient,
  ICC_ROOM,
  SHARE_WIDTH,
  scoreBase,
  severalItems,
  shareBase,
} from '../suppression/ladder.js';
import type { ExactCounts, ReliabilityCounts } from './exact-counts.js';

const SLACK = 1e-6;

type Fail = (statistic: string, why: string) => void;

/**
 * What the company's released tuple has beyond its cells: nothing under 50 people, each coefficient by the people whom it rests on, under 50 none;
 * ICC(2) from the released ICC(1), alpha's interval from the released alpha; the share of careless answers by the ladder of shares and with ten
 * people on both sides, the index without them by that of scores.
 */
export function auditCompanyTuple({ signals, k }: Snapshot, { company }: SnapshotResults, exact: ExactCounts, fail: Fail): void {
  const { reliability, careless } = company;
  const n = exact.index[0] ?? 0;
  const spares = exact.spares[0] ?? 0;
  if (n - spares < FEWEST_PEOPLE && (reliability || careless)) fail('company', 'too-few-people');
  if (reliability) {
    auditReliability('index', reliability.index, signals.length, exact.reliability.index, spares, fail);
    for (const { id, items } of signals) {
      const [of, counts] = [reliability.signals[id], exact.reliability.signals[id]];
      if (of && counts) auditReliability(`signal ${id}`, of, items.length, counts, spares, fail);
    }
  }
  if (careless) auditCareless(careless, { n, careless: exact.careless, spares, room: severalItems(k).room }, fail);
}

function auditReliability(
  score: string,
  { alpha, omega, icc1, icc2, rwgMean, rwgMedian }: Reliability,
  size: number,
  counts: ReliabilityCounts,
  spares: number,
  fail: Fail,
): void {
  const statistic = `reliability of ${score}`;
  const { complete, scored, units, agreeing } = counts;
  const rests = (on: number, room: number, { value }: Coefficient, weight = on) => {
    if (value === null) return;
    if (on - spares < FEWEST_PEOPLE) fail(statistic, 'too-few-people');
    else if (Math.abs(value - coarseCoefficient(value, weight - spares, room)) > SLACK) fail(statistic, 'not-rounded');
  };
  rests(complete, COEFFICIENT_ROOM, alpha);
  rests(complete, COEFFICIENT_ROOM, omega);
  rests(scored, ICC_ROOM, icc1);
  rests(agreeing, COEFFICIENT_ROOM, rwgMean, weighing(counts).mean);
  rests(agreeing, COEFFICIENT_ROOM, rwgMedian, weighing(counts).median);
  const derived = icc1.value === null ? null : steppedUp(icc1.value, scored / units);
  const interval = alpha.value === null ? null : feldt(alpha.value, complete, size);
  if (!near([derived], [icc2.value]) || !near(interval, alpha.interval)) fail(statistic, 'not-from-tuple');
}

function near(a: readonly (number | null)[] | null, b: readonly (number | null)[] | null): boolean {
  if (a === null || b === null) return a === b;
  return a.every((x, at) => x === b[at] || Math.abs((x ?? Number.NaN) - (b[at] ?? Number.NaN)) < SLACK);
}

function auditCareless(
  { percent, indexWithout }: NonNullable<SnapshotResults['company']['careless']>,
  { n, careless, spares, room }: { n: number; careless: number; spares: number; room: number },
  fail: Fail,
): void {
  if (Math.min(careless, n - careless) - spares < FEWEST_A_SIDE) fail('careless', 'too-few-people');
  if (percent !== coarse('share', shareBase(n - spares, SHARE_WIDTH), percent).value) fail('careless', 'not-rounded');
  if (!indexWithout.shown) return;
  const { mean, end, base } = indexWithout;
  const again = coarse('score', base, mean);
  if (base !== scoreBase(n - careless - spares, room)) fail('careless', 'base-too-fine');
  if (again.value !== mean || again.end !== end) fail('careless', 'not-rounded');
}
