import type { Coefficient, Reliability, Snapshot, SnapshotResults } from '#shared/results/snapshot.js';
import { feldt } from '../scores/alpha.js';
import { FEWEST_A_SIDE, FEWEST_PEOPLE } from '../suppression/company-tuple.js';
import { coarse, hundredths, scoreBase, severalItems } from '../suppression/ladder.js';
import type { ExactCounts } from './exact-counts.js';

const SLACK = 1e-6;

type Fail = (statistic: string, why: string) => void;

/**
 * What the company's released tuple has beyond its cells: nothing under 50 people, coefficients to two decimals, alpha's interval from the
 * rounded alpha, the share of careless answers to two decimals and with ten people on both sides, the index without them by the ladder.
 */
export function auditCompanyTuple({ signals, k }: Snapshot, { company }: SnapshotResults, exact: ExactCounts, fail: Fail): void {
  const { reliability, careless } = company;
  const n = exact.index[0] ?? 0;
  const spares = exact.spares[0] ?? 0;
  if (n - spares < FEWEST_PEOPLE && (reliability || careless)) fail('company', 'too-few-people');
  if (reliability) {
    auditReliability('index', reliability.index, signals.length, n, fail);
    for (const { id, items } of signals) {
      const of = reliability.signals[id];
      if (of) auditReliability(`signal ${id}`, of, items.length, exact.ballots[0] ?? 0, fail);
    }
  }
  if (careless) auditCareless(careless, { n, spares, room: severalItems(k).room }, fail);
}

function auditReliability(score: string, reliability: Reliability, size: number, most: number, fail: Fail): void {
  const coefficients: readonly Coefficient[] = Object.values(reliability);
  if (coefficients.some(({ value }) => value !== null && Math.abs(value - hundredths(value)) > 1e-9))
    fail(`reliability of ${score}`, 'not-rounded');
  const { value, interval } = reliability.alpha;
  if (value !== null && interval && !isFeldt(value, interval, size, most)) fail(`reliability of ${score}`, 'not-from-tuple');
}

/** Whether the interval is that of so rounded an alpha for some number of people up to `most`: the more, the narrower. */
function isFeldt(alpha: number, [low, high]: readonly [number, number], size: number, most: number): boolean {
  let [few, many] = [size + 1, most];
  while (few < many) {
    const people = Math.floor((few + many) / 2);
    const [from, to] = feldt(alpha, people, size);
    if (to - from > high - low) few = people + 1;
    else many = people;
  }
  return [few - 1, few].some((people) => {
    if (people <= size) return false;
    const [from, to] = feldt(alpha, people, size);
    return Math.abs(from - low) < SLACK && Math.abs(to - high) < SLACK;
  });
}

function auditCareless(
  { percent, indexWithout }: NonNullable<SnapshotResults['company']['careless']>,
  { n, spares, room }: { n: number; spares: number; room: number },
  fail: Fail,
): void {
  const careless = Math.round((percent * n) / 100);
  if (Math.min(careless, n - careless) - spares < FEWEST_A_SIDE) fail('careless', 'too-few-people');
  if (Math.abs(percent - hundredths(percent)) > 1e-9) fail('careless', 'not-rounded');
  if (!indexWithout.shown) return;
  const { mean, end, base } = indexWithout;
  const again = coarse('score', base, mean);
  if (base !== scoreBase(n - careless - spares, room)) fail('careless', 'base-too-fine');
  if (again.value !== mean || again.end !== end) fail('careless', 'not-rounded');
}
