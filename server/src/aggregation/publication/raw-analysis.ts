import type { Tree } from '#shared/results/tree.js';
import { feldt } from '../scores/alpha.js';
import type { Estimate } from '../scores/covariance.js';
import { type Bounds, meanInterval, wilson } from '../scores/intervals.js';
import { type Moments, standardDeviation } from '../scores/moments.js';
import { indexMoments, itemMoments, signalMoments } from '../scores/person-scores.js';
import { agreementOf } from '../scores/reliability.js';
import type { Agreement } from '../scores/rwg.js';
import { indexReliability, type ScoreReliability, signalReliability, unitGroups } from '../suppression/company-tuple.js';
import type { GroupTally } from '../tally/group-tally.js';
import { groupTotals, type Tally } from '../tally/tally.js';

export interface RawItem {
  readonly n: number;
  /** As answered. */
  readonly mean: number | null;
  readonly sd: number | null;
}

/** One score of one group in full precision: own deviation, nothing rounded, nothing hidden. Null where undefined. */
export interface RawScore {
  readonly n: number;
  readonly mean: number | null;
  readonly sd: number | null;
  readonly interval: Bounds | null;
  readonly prevalence: { readonly share: number | null; readonly interval: Bounds | null };
  readonly alpha: { readonly value: number | null; readonly interval: Bounds | null; readonly n: number; readonly reason?: string };
  readonly omega: { readonly value: number | null; readonly n: number; readonly reason?: string };
  readonly rwg: Agreement;
  readonly icc: { readonly icc1: number | null; readonly icc2: number | null; readonly groups: number };
  readonly items: Readonly<Record<string, RawItem>>;
}

export interface RawUnit {
  readonly people: number;
  readonly index: RawScore;
  readonly signals: Readonly<Record<string, RawScore>>;
}

/**
 * What analysts check the engine with: every node's scores before anything is rounded or suppressed, by position in the tree.
 * Never for publication. `rolls`: invited people by node, undefined where they are not known (then 1 - n/N is left out).
 * `alone`: the people of each node below the root tallied by themselves, by position: alpha and omega of a node are those of its own people,
 * which the company's tally does not keep. ICC is of the company alone, for a unit is one group; rwg of a unit is its own.
 */
export function rawAnalysis(tally: Tally, rolls: readonly number[] | undefined, alone: readonly (Tally | undefined)[] = []): RawUnit[] {
  const totals = groupTotals(tally);
  return totals.map((group, node) => rawUnit(tally, group, node, rolls?.[node] ?? null, node === 0 ? tally : alone[node]));
}

function rawUnit(tally: Tally, group: GroupTally, node: number, N: number | null, own: Tally | undefined): RawUnit {
  const { scheme, tree } = tally;
  const units = node === 0 ? unitGroups(tally) : leavesUnder(tree, node).map((leaf) => tally.groups[leaf]);
  own?.settle();
  const signals = scheme.signals.map(({ id, first, last }, s): [string, RawScore] => {
    const items = scheme.items
      .slice(first, last)
      .map((item, at): [string, RawItem] => [item.id, rawItem(itemMoments(scheme, group, first + at))]);
    const score = rawScore(signalMoments(scheme, group, s), group.prevalent[s] ?? 0, N, own && signalReliability(own, group, s));
    return [id, { ...score, rwg: agreementOf(scheme, units, s), items: Object.fromEntries(items) }];
  });
  return {
    people: group.ballots,
    index: rawScore(indexMoments(scheme, group), group.reach, N, own && indexReliability(own, group)),
    signals: Object.fromEntries(signals),
  };
}

function leavesUnder(tree: Tree, node: number): number[] {
  const below = tree.children[node] ?? [];
  return below.length === 0 ? [node] : below.flatMap((child) => leavesUnder(tree, child));
}

function rawItem(moments: Moments | undefined): RawItem {
  return { n: moments?.n ?? 0, mean: moments?.mean ?? null, sd: standardDeviation(moments) ?? null };
}

function rawScore(moments: Moments | undefined, seen: number, N: number | null, reliability: ScoreReliability | undefined): RawScore {
  const n = moments?.n ?? 0;
  const sd = standardDeviation(moments);
  const share = n === 0 ? null : seen / n;
  return {
    n,
    mean: moments?.mean ?? null,
    sd: sd ?? null,
    interval: (moments && sd !== undefined && meanInterval({ mean: moments.mean, n, N, sd, df: n - 1, base: 0 })) || null,
    prevalence: { share, interval: (share !== null && wilson(share, n, N)) || null },
    alpha: rawAlpha(reliability),
    omega: reliability ? estimate(reliability.omega) : NOT_ASKED_FOR,
    rwg: { mean: null, median: null, groups: 0 },
    icc: reliability?.icc ?? { icc1: null, icc2: null, groups: 0 },
    items: {},
  };
}

const NOT_ASKED_FOR = { value: null, n: 0 } as const;

function rawAlpha(reliability: ScoreReliability | undefined): RawScore['alpha'] {
  if (!reliability) return { ...NOT_ASKED_FOR, interval: null };
  const { alpha, size } = reliability;
  return { ...estimate(alpha), interval: alpha.value === null ? null : feldt(alpha.value, alpha.n, size) };
}

function estimate({ value, n, reason }: Estimate): { value: number | null; n: number; reason?: string } {
  return reason === undefined ? { value, n } : { value, n, reason };
}
