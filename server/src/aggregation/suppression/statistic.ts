import type { NodeCounts } from '#shared/results/complementary.js';
import { sumsUp, type Tree } from '#shared/results/tree.js';
import { type Moments, type PooledDeviation, pooledDeviation, standardDeviation } from '../scores/moments.js';
import { indexMoments, itemScores, signalMoments } from '../scores/person-scores.js';
import type { GroupTally } from '../tally/group-tally.js';
import { groupTotals, type Tally } from '../tally/tally.js';
import { DISTRIBUTION, ITEM_STATISTIC, ONE_ITEM, type Rule, SHARE, severalItems } from './ladder.js';

/** One statistic of every node before anything is hidden: who has it, and the true sums over them, 0..100 points a person. */
export interface Statistic {
  readonly rule: Rule;
  readonly counts: NodeCounts;
  /** By part (an option of a distribution, or the mean alone), then node. */
  readonly sums: readonly ArrayLike<number>[];
  /** Whether the parts add up to 100 points a person. */
  readonly whole?: boolean;
  /** Of scores: how far the persons' scores deviate, by node (NaN for fewer than two), and pooled over the reporting units. */
  readonly deviations?: Float64Array;
  readonly pooled?: PooledDeviation | undefined;
}

/** All groups of a tally with what they are a part of, and how many people each node has and may count on. */
export interface Groups {
  readonly tally: Tally;
  readonly tree: Tree;
  readonly totals: readonly GroupTally[];
  /** Replacements and additions of each node with all below it: subtracted wherever a threshold is tested. */
  readonly spares: readonly number[];
  readonly k: number;
}

/** `spares`: replacements and additions by reporting unit. */
export function groupsOf(tally: Tally, spares: Readonly<Record<string, number>>, k: number): Groups {
  const { tree } = tally;
  const own = tree.ids.map((id) => spares[id] ?? 0);
  return { tally, tree, totals: groupTotals(tally), spares: sumsUp(tree, own), k };
}

/** `n` people by node, and the same less replacements and additions. */
export function countsOf({ spares }: Pick<Groups, 'spares'>, n: Float64Array): NodeCounts {
  if (spares.every((spare) => spare === 0)) return { n, safe: n };
  const safe = new Float64Array(n.length);
  for (let node = 0; node < n.length; node += 1) safe[node] = Math.max(0, (n[node] as number) - (spares[node] as number));
  return { n, safe };
}

/** A number of each group, by node. One kind of list everywhere: a release reads hundreds of them, node by node. */
function byNode({ totals }: Groups, of: (group: GroupTally) => number): Float64Array {
  const numbers = new Float64Array(totals.length);
  for (let node = 0; node < numbers.length; node += 1) numbers[node] = of(totals[node] as GroupTally);
  return numbers;
}

function scoreStatistic(groups: Groups, rule: Rule, of: (group: GroupTally) => Moments | undefined): Statistic {
  const { totals, tree } = groups;
  const [n, sums, deviations] = [new Float64Array(totals.length), new Float64Array(totals.length), new Float64Array(totals.length)];
  const units: (Moments | undefined)[] = [];
  for (let node = 0; node < totals.length; node += 1) {
    const own = of(totals[node] as GroupTally);
    if ((tree.children[node] as readonly number[]).length === 0) units.push(own);
    deviations[node] = standardDeviation(own) ?? Number.NaN;
    if (!own) continue;
    n[node] = own.n;
    sums[node] = own.n * own.mean;
  }
  return { rule, counts: countsOf(groups, n), sums: [sums], deviations, pooled: pooledDeviation(units) };
}

function shareStatistic(groups: Groups, n: (group: GroupTally) => number, ...parts: ((group: GroupTally) => number)[]): Statistic {
  const sums: Float64Array[] = []; // grown, as in `treeOf`
  for (const part of parts) sums.push(byNode(groups, (group) => 100 * part(group)));
  return { rule: SHARE, counts: countsOf(groups, byNode(groups, n)), sums };
}

/** The rule of a signal's score. */
export function signalRule({ tally, k }: Groups, s: number): Rule {
  return (tally.scheme.signals[s]?.items ?? 0) > 1 ? severalItems(k) : ONE_ITEM;
}

/** The rule of the index. */
export function indexRule({ tally, k }: Groups): Rule {
  return tally.scheme.items.length > 1 ? severalItems(k) : ONE_ITEM;
}

export const indexStatistic = (groups: Groups): Statistic =>
  scoreStatistic(groups, indexRule(groups), (group) => indexMoments(groups.tally.scheme, group));

export const signalStatistic = (groups: Groups, s: number): Statistic =>
  scoreStatistic(groups, signalRule(groups, s), (group) => signalMoments(groups.tally.scheme, group, s));

export const itemStatistic = (groups: Groups, i: number): Statistic =>
  scoreStatistic(groups, ITEM_STATISTIC, (group) => itemScores(groups.tally.scheme, group, i));

/** Share of persons with an index for whom at least three signals reach 62.5. */
export const reachStatistic = (groups: Groups): Statistic =>
  shareStatistic(
    groups,
    (group) => group.indexed.reduce((sum, n) => sum + n, 0),
    (group) => group.reach,
  );

/** Share of persons with a score in the signal for whom it is at least 62.5. */
export function prevalenceStatistic(groups: Groups, s: number): Statistic {
  const signal = groups.tally.scheme.signals[s];
  const scored = (group: GroupTally) => {
    let n = 0;
    for (let k = 1; k <= (signal?.items ?? 0); k += 1) n += group.scored[(signal?.byAnswered ?? 0) + k] ?? 0;
    return n;
  };
  return shareStatistic(groups, scored, (group) => group.prevalent[s] ?? 0);
}

/** How each item was answered, among those who did. */
export function distributionStatistic(groups: Groups, i: number): Statistic | undefined {
  const item = groups.tally.scheme.items[i];
  if (!item || item.slots === 1) return undefined;
  const slots = Array.from({ length: item.slots }, (_, option) => item.slot + option);
  const answered = ({ options }: GroupTally) => {
    let n = 0;
    for (let slot = item.slot; slot < item.slot + item.slots; slot += 1) n += options[slot] as number;
    return n;
  };
  const shares = shareStatistic(groups, answered, ...slots.map((slot) => (group: GroupTally) => group.options[slot] ?? 0));
  return { ...shares, rule: DISTRIBUTION, whole: true };
}

/** The three kinds of missing, as counted: 0 skipped, 1 can't say, 2 did not happen. */
export type MissingKind = 0 | 1 | 2;

/** Share of the signal's questions that were left open in one way, over all ballots of the group: a person counts with the share of theirs. */
export function missingStatistic(groups: Groups, s: number, kind: MissingKind): Statistic {
  const signal = groups.tally.scheme.signals[s];
  const first = signal?.first ?? 0;
  const items = signal?.items ?? 1;
  const missing = (group: GroupTally) => {
    let sum = 0;
    for (let i = first; i < first + items; i += 1) sum += group.missing[3 * i + kind] ?? 0;
    return sum / items;
  };
  return shareStatistic(groups, (group) => group.ballots, missing);
}

/** Ballots in percent of the roll. A unit that got more ballots than it has people counts as answered in full. */
export function responseStatistic({ tree, totals, tally }: Groups, rolls: readonly number[]): Statistic {
  const own = rolls.map((roll, node) => ((tree.children[node] ?? []).length === 0 ? Math.max(roll, tally.groups[node]?.ballots ?? 0) : 0));
  const n = Float64Array.from(sumsUp(tree, own));
  return { rule: SHARE, counts: { n, safe: n }, sums: [Float64Array.from(totals, (group) => 100 * group.ballots)] };
}
