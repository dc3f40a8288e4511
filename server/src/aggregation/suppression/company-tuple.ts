import { cronbachAlpha } from '../scores/alpha.js';
import type { Estimate, NoCoefficient } from '../scores/covariance.js';
import { type IntraclassCorrelations, intraclass } from '../scores/icc.js';
import { mcdonaldOmega } from '../scores/omega.js';
import { indexMoments, signalMoments } from '../scores/person-scores.js';
import { agreementOf, indexCovariances, signalCovariances } from '../scores/reliability.js';
import type { Agreement } from '../scores/rwg.js';
import type { GroupTally } from '../tally/group-tally.js';
import type { Tally } from '../tally/tally.js';
import {
  COEFFICIENT_ROOM,
  coarse,
  coarseCoefficient,
  hundredths,
  ICC_ROOM,
  type Rounded,
  SHARE_WIDTH,
  scoreBase,
  shareBase,
} from './ladder.js';
import { type Groups, indexRule } from './statistic.js';

/** How far one score of the company can be trusted, in full precision: for analysts, and for the released tuple once rounded. */
export interface ScoreReliability {
  readonly size: number;
  readonly alpha: Estimate;
  readonly omega: Estimate;
  readonly icc: IntraclassCorrelations;
  /** People with the score: those ICC rests on. */
  readonly scored: number;
  readonly rwg: Agreement;
  /** People complete on it in units of two or more such: those rwg rests on. */
  readonly agreeing: number;
  /** The same of the unit that has fewest. */
  readonly fewestAgreeing: number;
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
  const complete = units.map((unit) => (unit ? unit.ballots - (unit.incomplete[s] ?? 0) : 0)).filter((people) => people >= 2);
  return {
    size,
    alpha: cronbachAlpha(n, size, covariances),
    omega: mcdonaldOmega(n, size, covariances),
    icc: intraclass(units.map((unit) => unit && signalMoments(scheme, unit, s))),
    scored: signalMoments(scheme, everybody, s)?.n ?? 0,
    rwg: agreementOf(scheme, units, s),
    agreeing: complete.reduce((sum, people) => sum + people, 0),
    fewestAgreeing: complete.length === 0 ? 0 : Math.min(...complete),
  };
}

/** Reliability of the index over the signal scores. `everybody`: the root's totals. */
export function indexReliability(tally: Tally, everybody: GroupTally): ScoreReliability {
  const { scheme, company } = tally;
  const size = scheme.signals.length;
  const { n, covariances } = indexCovariances(scheme, company);
  return {
    size,
    alpha: cronbachAlpha(n, size, covariances),
    omega: mcdonaldOmega(n, size, covariances),
    icc: intraclass(unitGroups(tally).map((unit) => unit && indexMoments(scheme, unit))),
    scored: indexMoments(scheme, everybody)?.n ?? 0,
    rwg: NO_AGREEMENT,
    agreeing: 0,
    fewestAgreeing: 0,
  };
}

/** A coefficient as released, with the people or units it rests on; or why there is none. */
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
  /** Rounded as any share is. */
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
  const [everybody, spare = 0] = [totals[0], spares[0]];
  const moments = everybody && indexMoments(tally.scheme, everybody);
  if (!everybody || !moments || moments.n - spare < FEWEST_PEOPLE) return undefined;
  return {
    index: rounded(indexReliability(tally, everybody), spare),
    signals: tally.scheme.signals.map((_, s) => rounded(signalReliability(tally, everybody, s), spare)),
    careless: core && tally.countsCareless ? carelessTuple(groups, everybody) : undefined,
  };
}

/**
 * How many people each have as much weight in rwg as one of the smallest unit has: every unit counts the same in the mean, whatever its size, and the
 * median may be that of one. Rounded by all people, they told the last one's score in a unit of ten beside one of two thousand.
 */
export function weighing({ groups, fewestAgreeing }: { groups: number; fewestAgreeing: number }): { mean: number; median: number } {
  return { mean: groups * fewestAgreeing, median: fewestAgreeing };
}

/** Each coefficient by the people whom it rests on: under 50 there is none, however many the company has. */
function rounded({ size, alpha, omega, icc, scored, rwg, agreeing, fewestAgreeing }: ScoreReliability, spare: number): ReliabilityTuple {
  const estimate = ({ value, n, reason }: Estimate): RoundedCoefficient => {
    if (n - spare < FEWEST_PEOPLE) return { value: null, n, reason: reason === 'one-indicator' ? reason : 'too-few-people' };
    return { value: value === null ? null : coarseCoefficient(value, n - spare, COEFFICIENT_ROOM), n, reason: reason ?? null };
  };
  const icc1 = betweenUnits(icc, scored - spare);
  const weight = weighing({ groups: rwg.groups, fewestAgreeing });
  const agreed = (value: number | null, people: number): RoundedCoefficient => {
    if (value === null) return { value, n: rwg.groups, reason: 'too-few-units' };
    if (agreeing - spare < FEWEST_PEOPLE) return { value: null, n: rwg.groups, reason: 'too-few-people' };
    return { value: coarseCoefficient(value, people - spare, COEFFICIENT_ROOM), n: rwg.groups, reason: null };
  };
  return {
    size,
    alpha: estimate(alpha),
    omega: estimate(omega),
    icc1,
    icc2: { ...icc1, value: icc1.value === null ? null : steppedUp(icc1.value, scored / icc.groups) },
    rwgMean: agreed(rwg.mean, weight.mean),
    rwgMedian: agreed(rwg.median, weight.median),
  };
}

function betweenUnits(icc: IntraclassCorrelations, safe: number): RoundedCoefficient {
  const { icc1, groups: n } = icc;
  if (icc1 === null) return { value: null, n, reason: whyNoIcc(icc) };
  if (safe < FEWEST_PEOPLE) return { value: null, n, reason: 'too-few-people' };
  return { value: Math.max(0, coarseCoefficient(icc1, safe, ICC_ROOM)), n, reason: null };
}

/** ICC(2) of units of `size` people on average from the released ICC(1), in hundredths (Spearman and Brown): it tells nothing that ICC(1) does not. */
export function steppedUp(icc1: number, size: number): number {
  return hundredths((size * icc1) / (1 + (size - 1) * icc1));
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
  const people = careless.n + careful.n;
  const { value: percent } = coarse('share', shareBase(people - spare, SHARE_WIDTH), (100 * careless.n) / people);
  return { percent, without: { ...coarse('score', base, careful.mean), base, n: careful.n } };
}
