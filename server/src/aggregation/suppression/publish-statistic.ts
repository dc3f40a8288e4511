import { complementary, reachThreshold, smallestOf } from '#shared/results/complementary.js';
import { nearestShown, type Tree } from '#shared/results/tree.js';
import { type Range, type Ranges, unknownRanges } from './atom-bounds.js';
import { auditStatistic } from './audit-statistic.js';
import { baseOf, coarse, type Rounded, sumBounds } from './ladder.js';
import type { Statistic } from './statistic.js';

/** A shown cell: what it was rounded to, and a rounded value for each part. */
export interface CoarseCell {
  readonly base: number;
  readonly parts: readonly Rounded[];
}

/** Weaknesses planted by tests, so that the auditor can be seen to fail them. No configuration reaches this. */
export interface Planted {
  noComplementary?: boolean;
  baseOne?: boolean;
  ownDeviation?: boolean;
  unroundedDeviation?: boolean;
  distributionsUnruled?: boolean;
}

export interface PublishOptions {
  /** Cells outside stay hidden whatever their counts. */
  eligible?: ArrayLike<boolean> | undefined;
  /** A cell whose value follows from other released values; it is not audited by itself. */
  derived?: ((node: number, base: number) => Rounded | undefined) | undefined;
  /** What else is known of a shown cell's sum. */
  known?: ((node: number) => Range | undefined) | undefined;
  /** Nodes whose sum is public to the last person. */
  open?: ReadonlySet<number> | undefined;
  planted?: Planted | undefined;
}

/**
 * Rules 4 to 6 and the auditor: which cells of a statistic are shown, and their coarse values; undefined is hidden.
 * While the auditor fails an atom, its cell is hidden and rule 5 runs again. At the top nothing would be left by that: there the smallest
 * of the cells subtracted from it is hidden instead, and the top itself only when nothing is subtracted.
 */
export function publishStatistic(tree: Tree, statistic: Statistic, options: PublishOptions = {}): (CoarseCell | undefined)[] {
  const { rule, counts, sums } = statistic;
  let shown = reachThreshold(counts, rule.threshold, options.eligible);
  for (;;) {
    if (!options.planted?.noComplementary) shown = complementary(tree, counts, rule.threshold, shown);
    const cells = shown.map((isShown, node) => (isShown ? coarseCell(statistic, node, options) : undefined));
    if (options.planted) return cells;
    const ranges = sums.map((_, part) => cellRanges(statistic, cells, part, options));
    const [failure] = auditStatistic({ tree, rule, counts, shown, cells: ranges, truth: sums, open: options.open });
    if (!failure) return cells;
    shown = hideFor(tree, statistic, shown, failure.node);
  }
}

function coarseCell({ rule, counts, sums }: Statistic, node: number, { derived, planted }: PublishOptions): CoarseCell {
  const n = counts.n[node] ?? 1;
  const base = planted?.baseOne ? 1 : baseOf(rule, counts.safe[node] ?? 0);
  const follows = derived?.(node, base);
  return { base, parts: follows ? [follows] : sums.map((sum) => coarse(rule.kind, base, (sum[node] ?? 0) / n)) };
}

function cellRanges(
  { sums, counts }: Statistic,
  cells: readonly (CoarseCell | undefined)[],
  part: number,
  options: PublishOptions,
): Ranges {
  const ranges = unknownRanges(cells.length);
  const truth = sums[part] ?? [];
  for (let node = 0; node < cells.length; node += 1) {
    const cell = cells[node];
    const rounded = cell?.parts[part];
    if (!cell || !rounded || options.derived?.(node, cell.base)) continue;
    const sum = truth[node] ?? 0;
    const [low, high] = options.open?.has(node) ? [sum, sum] : sumBounds(cell.base, rounded, counts.n[node] ?? 0);
    const known = options.known?.(node);
    ranges.low[node] = known ? Math.max(low, known[0]) : low;
    ranges.high[node] = known ? Math.min(high, known[1]) : high;
  }
  return ranges;
}

function hideFor(tree: Tree, { counts }: Statistic, shown: readonly boolean[], failing: number): boolean[] {
  const below = nearestShown(tree, shown)[failing] ?? [];
  const isTop = tree.parent[failing] === -1;
  const goes = isTop && below.length > 0 ? smallestOf(tree, counts, below) : failing;
  return shown.map((isShown, node) => isShown && node !== goes);
}
