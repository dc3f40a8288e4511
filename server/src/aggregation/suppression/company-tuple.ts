import { cronbachAlpha } from '../scores/alpha.js';
import type { Estimate, NoCoefficient } from '../scores/covariance.js';
import { type IntraclassCorrelations, intraclass } from '../scores/icc.js';
import { mcdonaldOmega } from '../scores/omega.js';
import { indexMoments, signalMoments } from '../scores/person-scores.js';
import { agreementOf, indexCovariances, signalCovariances } from '../scores/reliability.js';
import type { Agreement } from '../scores/rwg.js';
import type { GroupTally } from '../tally/group-tally.js';
import type { Tally } from '../tally/tally.js';
import { coarse, hundredths, type Rounded, scoreBase } from './ladder.js';
import { type Groups, indexRule } from './statistic.js';

/** How far one score of the company can be trusted, in full precision: for analysts, and for the released tuple once rounded. */
export interface ScoreReliability {
  readonly size: number;
  readonly alpha: Estimate;
  readonly omega: Estimate;
  readonly icc: IntraclassCorrelations;
  readonly rwg: Agreement;
}

const NO_AGREEMENT: Agreement = { mean: null, median: null, groups: 0 };

/** The reporting units: the leaves of the tree, as they were labelled. */
export function unitGroups({ groups, tree }: Tally): (GroupTally | undefined)[] {
  return groups.filter((_, node) => (tree.children[node] ?? []).length === 0);
}

/** Reliability of a signal over its items, and its differences between reporting units. `everybody`: the root's totals. */
export function signalReliability(tally: Tally, everybody: GroupTally, s: number): ScoreReliability {
  const { scheme, company } = tally;
  const size = scheme.signals[s]?.items ?? 0;
  const { n, covariances } = signalCovariances(scheme, everybody, company, s);
  const units = unitGroups(tally);
  return {
    size,
    alpha: cronbachAlpha(n, size, covariances),
    omega: mcdonaldOmega(n, size, covariances),
    icc: intraclass(units.map((unit) => unit && signalMoments(scheme, unit, s))),
    rwg: agreementOf(scheme, units, s),
  };
}

/** Reliability of the index over the signal scores. */
export function indexReliability(tally: Tally): ScoreReliability {
  const { scheme, company } = tally;
  const size = scheme.signals.length;
  const { n, covariances } = indexCovariances(scheme, company);
  return {
    size,
    alpha: cronbachAlpha(n, size, covariances),
    omega: mcdonaldOmega(n, size, covariances),
    icc: intraclass(unitGroups(tally).map((unit) => unit && indexMoments(scheme, unit))),
    rwg: NO_AGREEMENT,
  };
}

/** A coefficient to two decimals, with the people it rests on; or why there is none. */
export interface RoundedCoefficient {
  readonly value: number | null;
  readonly n: number;
  readonly reason: NoCoefficient | null;
}
export interface ReliabilityTuple {
  readonly size: number;
  readonly alpha: RoundedCoefficient;
  readonly omega: RoundedCoefficient;
  readonly icc1: RoundedCoefficient;
  readonly icc2: RoundedCoefficient;
  readonly rwgMean: RoundedCoefficient;
  readonly rwgMedian: RoundedCoefficient;
}
export interface CarelessTuple {
  readonly percent: number;
  readonly without: Rounded & { readonly base: 1 | 2 | 5; readonly n: number };
}
/** What the company's released tuple has beyond its cells, from 50 people on. */
export interface CompanyTuple {
  readonly index: ReliabilityTuple;
  readonly signals: readonly ReliabilityTuple[];
  readonly careless: CarelessTuple | undefined;
}

/** People with an index from whom the tuple is released; careless and careful ones each from whom it tells of the careless. */
export const FEWEST_PEOPLE = 50;
export const FEWEST_A_SIDE = 10;

/** Undefined under 50 people with an index. `core`: careless answers are told of in the core form only. */
export function companyTuple(groups: Groups, core: boolean): CompanyTuple | undefined {
  const { tally, totals, spares } = groups;
  const everybody = totals[0];
  const moments = everybody && indexMoments(tally.scheme, everybody);
  if (!everybody || !moments || moments.n - (spares[0] ?? 0) < FEWEST_PEOPLE) return undefined;
  return {
    index: rounded(indexReliability(tally)),
    signals: tally.scheme.signals.map((_, s) => rounded(signalReliability(tally, everybody, s))),
    careless: core && tally.countsCareless ? carelessTuple(groups, everybody) : undefined,
  };
}

function rounded({ size, alpha, omega, icc, rwg }: ScoreReliability): ReliabilityTuple {
  const two = (value: number | null) => (value === null ? null : hundredths(value));
  const estimate = ({ value, n, reason }: Estimate) => ({ value: two(value), n, reason: reason ?? null });
  const between = (value: number | null) =>
    ({
      value: value === null ? null : Math.max(0, two(value) ?? 0),
      n: icc.groups,
      reason: value === null ? whyNoIcc(icc) : null,
    }) as const;
  const agreed = (value: number | null) => ({ value: two(value), n: rwg.groups, reason: value === null ? 'too-few-units' : null }) as const;
  return {
    size,
    alpha: estimate(alpha),
    omega: estimate(omega),
    icc1: between(icc.icc1),
    icc2: between(icc.icc2),
    rwgMean: agreed(rwg.mean),
    rwgMedian: agreed(rwg.median),
  };
}

function whyNoIcc({ groups }: IntraclassCorrelations): NoCoefficient {
  return groups < 2 ? 'too-few-units' : 'no-variance';
}

function carelessTuple(groups: Groups, everybody: GroupTally): CarelessTuple | undefined {
  const { tally, spares } = groups;
  const { carelessIndexed, carelessSum, carelessSquared } = tally.company;
  const careless = indexMoments(tally.scheme, { indexed: carelessIndexed, indexSum: carelessSum, indexSquared: carelessSquared });
  const less = (a: Float64Array, b: Float64Array) => a.map((x, m) => x - (b[m] ?? 0));
  const careful = indexMoments(tally.scheme, {
    indexed: less(everybody.indexed, carelessIndexed),
    indexSum: less(everybody.indexSum, carelessSum),
    indexSquared: less(everybody.indexSquared, carelessSquared),
  });
  const spare = spares[0] ?? 0;
  if (!careless || !careful || Math.min(careless.n, careful.n) - spare < FEWEST_A_SIDE) return undefined;
  const base = scoreBase(careful.n - spare, indexRule(groups).room);
  const percent = Math.round((10_000 * careless.n) / (careless.n + careful.n)) / 100;
  return { percent, without: { ...coarse('score', base, careful.mean), base, n: careful.n } };
}
