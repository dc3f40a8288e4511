import type { CompanyTally } from '../tally/company-tally.js';
import type { GroupTally } from '../tally/group-tally.js';
import type { Scheme, SignalPlan } from '../tally/scheme.js';
import { type Covariances, covariancesOf } from './covariance.js';
import { momentsOf } from './moments.js';
import { type Agreement, agreement, rwgOfGroup } from './rwg.js';

/** The covariances of a signal's items, keyed alike, over the people complete on it. `everybody` is the whole company. */
export function signalCovariances(
  scheme: Scheme,
  everybody: GroupTally,
  company: CompanyTally,
  s: number,
): { n: number; covariances: Covariances | undefined } {
  const signal = scheme.signals[s] as SignalPlan;
  const n = everybody.ballots - (everybody.incomplete[s] ?? 0);
  const sums = Array.from({ length: signal.items }, (_, i) => completeSteps(everybody, signal.first + i));
  const sign = (i: number) => (scheme.items[signal.first + i]?.reversed ? -1 : 1);
  const product = (i: number, j: number) =>
    i === j ? completeSquared(everybody, signal.first + i) : (company.pairs[signal.firstPair + pairOf(i, j, signal.items)] ?? 0);
  const raw = covariancesOf(n, sums, product);
  const matrix = raw?.matrix.map((row, i) => row.map((c, j) => (c === 0 ? 0 : c * sign(i) * sign(j))));
  return { n, covariances: raw && matrix && { ...raw, matrix } };
}

/** The place of the pair i < j among the pairs of `size`, row by row. */
function pairOf(i: number, j: number, size: number): number {
  return i * (size - 1) - (i * (i - 1)) / 2 + (j - i - 1);
}

function completeSteps(group: GroupTally, i: number): number {
  return (group.steps[i] ?? 0) - (group.incompleteSteps[i] ?? 0);
}

function completeSquared(group: GroupTally, i: number): number {
  return (group.stepsSquared[i] ?? 0) - (group.incompleteSquared[i] ?? 0);
}

/** The covariances of the signal scores, 0..100, over the people with a score in every signal. */
export function indexCovariances(scheme: Scheme, company: CompanyTally): { n: number; covariances: Covariances | undefined } {
  const size = scheme.signals.length;
  const point = 100 / scheme.units;
  const { people, scores, products } = company.complete;
  const sums = Array.from(scores, (sum) => sum * point);
  const product = (i: number, j: number) => (products[pairOf(i, j, size) + i + 1] ?? 0) * point * point;
  return { n: people, covariances: covariancesOf(people, sums, product) };
}

/** rwg(j) of one group in one signal; undefined with fewer than two people complete on it. */
export function signalAgreement(scheme: Scheme, group: GroupTally, s: number): number | undefined {
  const signal = scheme.signals[s] as SignalPlan;
  const n = group.ballots - (group.incomplete[s] ?? 0);
  if (n < 2) return undefined;
  let variances = 0;
  for (let i = signal.first; i < signal.last; i += 1) {
    variances += (momentsOf(n, completeSteps(group, i), completeSquared(group, i))?.sumOfSquares ?? 0) / (n - 1);
  }
  return rwgOfGroup(variances / signal.items, signal.items, signal.range + 1);
}

/** rwg(j) over groups. */
export function agreementOf(scheme: Scheme, groups: readonly (GroupTally | undefined)[], s: number): Agreement {
  return agreement(groups.flatMap((group) => (group ? (signalAgreement(scheme, group, s) ?? []) : [])));
}
