import { atomStands, type NodeCounts, rest } from '#shared/results/complementary.js';
import { nearestShown, type Tree } from '#shared/results/tree.js';
import { atomBounds, type Ranges } from './atom-bounds.js';
import type { Rule } from './ladder.js';

/** One statistic as a reader sees it who knows every exact count. `cells`: the ranges of the shown sums, one list a part (an option, or the mean alone). */
export interface AuditedStatistic {
  readonly tree: Tree;
  readonly rule: Rule;
  readonly counts: NodeCounts;
  readonly shown: readonly boolean[];
  readonly cells: readonly Ranges[];
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
export function auditStatistic(audited: AuditedStatistic): AtomFailure[] {
  const { tree, rule, counts, shown, cells, truth, open } = audited;
  const near = nearestShown(tree, shown);
  const atoms = tree.ids.map((_, node) => (shown[node] ? rest(counts.n, node, near[node] ?? []) : 0));
  const failures: AtomFailure[] = [];
  const nodes = tree.deepestFirst.filter(
    (node) => shown[node] && (atoms[node] ?? 0) !== 0 && !(open?.has(node) && (near[node] ?? []).length === 0),
  );
  for (const node of nodes) {
    if (!atomStands(atoms[node] ?? 0, rest(counts.safe, node, near[node] ?? []), rule.threshold))
      failures.push({ node, why: 'atom-too-small' });
  }
  for (const [part, ranges] of cells.entries()) {
    const published = { tree, shown, near, cells: ranges, atoms };
    const natural = atomBounds(published, true);
    const pooled = atomBounds(published, false);
    for (const node of nodes) {
      const sums = truth?.[part];
      const why = judge(natural, pooled, node, rule.room, sums && rest(sums, node, near[node] ?? []));
      if (why) failures.push({ node, why });
    }
  }
  return failures;
}

function judge(natural: Ranges, pooled: Ranges, node: number, room: number, truth: number | undefined): AtomFailure['why'] | undefined {
  const low = natural.low[node] as number;
  const high = natural.high[node] as number;
  if (low > high + SLACK) return 'no-answers-fit';
  if (truth !== undefined && (truth < low - SLACK || truth > high + SLACK)) return 'truth-outside';
  return (pooled.high[node] as number) - (pooled.low[node] as number) < room - SLACK ? 'bounds-too-narrow' : undefined;
}
