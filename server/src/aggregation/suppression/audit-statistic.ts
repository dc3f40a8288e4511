import { atomStands, type NodeCounts, rest } from '#shared/results/complementary.js';
import { nearestShown, type Tree } from '#shared/results/tree.js';
import { addUp, atomBounds, type PublishedSums, type Ranges } from './atom-bounds.js';
import type { Rule } from './ladder.js';

/** One statistic as a reader sees it who knows every exact count. `cells`: the ranges of the shown sums, one list a part (an option, or the mean alone); narrowed here where the parts add up. */
export interface AuditedStatistic {
  readonly tree: Tree;
  readonly rule: Rule;
  readonly counts: NodeCounts;
  readonly shown: readonly boolean[];
  readonly cells: readonly Ranges[];
  /** Whether the parts add up to 100 points a person. */
  readonly whole?: boolean | undefined;
  /** The true sums by node, part by part, where the auditor runs inside. */
  readonly truth?: readonly ArrayLike<number>[] | undefined;
  /** Nodes whose exact sum is public anyway: while nothing below them is shown, nothing is left to protect there. */
  readonly open?: ReadonlySet<number> | undefined;
}

export interface AtomFailure {
  readonly node: number;
  readonly why: 'atom-too-small' | 'bounds-too-narrow' | 'truth-outside' | 'no-answers-fit';
}

/** Rounding of the sums themselves, in points over all people. */
const SLACK = 1e-6;

/** Every shown cell whose atom a reader could look into. Empty: the statistic may be published. */
export function auditStatistic({ tree, rule, counts, shown, cells, whole, truth, open }: AuditedStatistic): AtomFailure[] {
  const near = nearestShown(tree, shown);
  const atoms = new Float64Array(shown.length);
  const failures: AtomFailure[] = [];
  const nodes: number[] = [];
  for (const node of tree.deepestFirst) {
    if (shown[node] !== true) continue;
    const below = near[node] as readonly number[];
    const people = rest(counts.n, node, below);
    atoms[node] = people;
    if (people === 0 || (below.length === 0 && open?.has(node))) continue;
    nodes.push(node);
    if (!atomStands(people, rest(counts.safe, node, below), rule.threshold)) failures.push({ node, why: 'atom-too-small' });
  }
  if (whole) addUp(cells, shown, counts.n);
  for (let part = 0; part < cells.length; part += 1) {
    const published = { tree, shown, near, cells: cells[part] as Ranges, atoms };
    const sums = truth?.[part];
    failures.push(...(sums ? truthOutside(published, sums) : noAnswersFit(published)));
    const { low, high } = atomBounds(published, false);
    for (const node of nodes) {
      if ((high[node] as number) - (low[node] as number) < rule.room - SLACK) failures.push({ node, why: 'bounds-too-narrow' });
    }
  }
  return failures;
}

/**
 * With the true sums at hand: while each shown one lies in its range and each atom's in 0..100n, the truth is one of the answers that fit,
 * and so within every atom's bounds.
 */
function truthOutside({ shown, near, cells: { low, high }, atoms }: PublishedSums, sums: ArrayLike<number>): AtomFailure[] {
  const failures: AtomFailure[] = [];
  for (let node = 0; node < shown.length; node += 1) {
    if (shown[node] !== true) continue;
    const sum = sums[node] as number;
    const own = rest(sums, node, near[node] as readonly number[]);
    const inside = sum >= (low[node] as number) - SLACK && sum <= (high[node] as number) + SLACK;
    if (!inside || own < -SLACK || own > 100 * (atoms[node] as number) + SLACK) failures.push({ node, why: 'truth-outside' });
  }
  return failures;
}

/** From outside: bounds that have crossed show that no answers could have given these numbers. */
function noAnswersFit(published: PublishedSums): AtomFailure[] {
  const natural = atomBounds(published, true);
  return published.shown.flatMap((isShown, node) => {
    const crossed = (natural.low[node] as number) > (natural.high[node] as number) + SLACK;
    return isShown && crossed ? [{ node, why: 'no-answers-fit' as const }] : [];
  });
}
