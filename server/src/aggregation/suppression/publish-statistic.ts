import { complementary, reachThreshold, smallestOf } from '#shared/results/complementary.js';
import { nearestShown, type Tree } from '#shared/results/tree.js';
import { partRanges, type Range, type Ranges } from './atom-bounds.js';
import { auditStatistic } from './audit-statistic.js';
import { baseOf, coarse, highOf, lowOf, onLadder, type Rounded, type Rule, rungs, sumBounds } from './ladder.js';
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
  /** What is shown in place of a cell, from what its rounding tells of its sum; the cell itself where it may stand. */
  instead?: ((node: number, cell: CoarseCell, sum: Range) => CoarseCell) | undefined;
  /** What is known of a shown cell's sum beside what its rounding tells of it. */
  known?: ((node: number, cell: CoarseCell, sum: Range) => Range) | undefined;
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
  const { rule, counts, sums, whole } = statistic;
  let shown = reachThreshold(counts, rule.threshold, options.eligible);
  for (;;) {
    if (!options.planted?.noComplementary) shown = complementary(tree, counts, rule.threshold, shown);
    const cells = coarseCells(statistic, shown, options);
    if (options.planted) return cells;
    const ranges: Ranges[] = []; // grown, as in `treeOf`
    for (let part = 0; part < sums.length; part += 1) ranges.push(cellRanges(tree, statistic, cells, part, options));
    const [failure] = auditStatistic({ tree, rule, counts, shown, cells: ranges, whole, truth: sums, open: options.open });
    if (!failure) return cells;
    shown = hideFor(tree, statistic, shown, failure.node);
  }
}

function coarseCells({ rule, counts, sums }: Statistic, shown: readonly boolean[], options: PublishOptions): (CoarseCell | undefined)[] {
  const { derived, instead, planted } = options;
  const cells = new Array<CoarseCell | undefined>(shown.length).fill(undefined);
  for (let node = 0; node < shown.length; node += 1) {
    if (shown[node] !== true) continue;
    const base = planted?.baseOne ? 1 : baseOf(rule, counts.safe[node] as number);
    const follows = derived?.(node, base);
    const n = counts.n[node] as number;
    if (follows) cells[node] = { base, parts: [follows] };
    else cells[node] = cellOf(rule.kind, base, sums, node, n);
    const own = cells[node] as CoarseCell;
    if (!follows && instead) cells[node] = instead(node, own, sumBounds(base, own.parts[0] as Rounded, n));
  }
  return cells;
}

function cellOf(kind: Rule['kind'], base: number, sums: Statistic['sums'], node: number, n: number): CoarseCell {
  if (sums.length === 1) return singleCell(kind, base, ((sums[0] as ArrayLike<number>)[node] as number) / n);
  const values = rungs(kind, base);
  const parts = new Array<Rounded>(sums.length);
  for (let part = 0; part < parts.length; part += 1)
    parts[part] = onLadder(values, kind, base, ((sums[part] as ArrayLike<number>)[node] as number) / n);
  return { base, parts };
}

const singles = { score: [] as CoarseCell[][], share: [] as CoarseCell[][] };

/** A cell of one part is the same for the same rounded value: a release has tens of thousands, and few different ones. */
function singleCell(kind: Rule['kind'], base: number, exact: number): CoarseCell {
  singles[kind][base] ??= rungs(kind, base).map((rounded) => ({ base, parts: [rounded] }));
  return singles[kind][base][Math.round(exact / base)] ?? { base, parts: [coarse(kind, base, exact)] };
}

function cellRanges(
  tree: Tree,
  { sums, counts }: Statistic,
  cells: readonly (CoarseCell | undefined)[],
  part: number,
  { derived, known, open }: PublishOptions,
): Ranges {
  const ranges = partRanges(tree, part);
  const { low, high } = ranges;
  for (let node = 0; node < cells.length; node += 1) {
    const cell = cells[node];
    if (cell === undefined) continue;
    low[node] = Number.NEGATIVE_INFINITY;
    high[node] = Number.POSITIVE_INFINITY;
    if (derived?.(node, cell.base)) continue;
    const rounded = cell.parts[part] as Rounded;
    const n = counts.n[node] as number;
    low[node] = n * lowOf(cell.base, rounded);
    high[node] = n * highOf(cell.base, rounded);
    if (open?.has(node)) low[node] = high[node] = sums[part]?.[node] ?? 0;
    if (known) [low[node], high[node]] = known(node, cell, [low[node] as number, high[node] as number]);
  }
  return ranges;
}

function hideFor(tree: Tree, { counts }: Statistic, shown: readonly boolean[], failing: number): boolean[] {
  const below = nearestShown(tree, shown)[failing] ?? [];
  const isTop = tree.parent[failing] === -1;
  const goes = isTop && below.length > 0 ? smallestOf(tree, counts, below) : failing;
  return shown.map((isShown, node) => isShown && node !== goes);
}
