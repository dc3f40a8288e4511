import type { NodeCounts } from '#shared/results/complementary.js';
import type { Snapshot, SnapshotResults } from '#shared/results/snapshot.js';
import { sumsUp, type Tree, treeOf } from '#shared/results/tree.js';
import { type Range, type Ranges, unknownRanges } from '../suppression/atom-bounds.js';
import { auditStatistic } from '../suppression/audit-statistic.js';
import { isDerived, knownBeside, meanOfSignals, rangeFromSignals } from '../suppression/index-from-signals.js';
import {
  baseOf,
  coarse,
  DISTRIBUTION,
  ITEM_STATISTIC,
  ONE_ITEM,
  type Rounded,
  type Rule,
  SHARE,
  severalItems,
  sumBounds,
} from '../suppression/ladder.js';
import type { CoarseCell } from '../suppression/publish-statistic.js';
import type { AuditFailure } from './audit-failure.js';
import { auditFields } from './audit-fields.js';
import type { ExactCounts } from './exact-counts.js';

/** The cells of one statistic as served: by node; undefined is hidden. */
export type ServedCells = readonly (CoarseCell | undefined)[];

interface Examined {
  readonly name: string;
  readonly rule: Rule;
  readonly n: readonly number[];
  /** As `n` less replacements and additions, unless told otherwise. */
  readonly safe?: readonly number[];
  readonly served: ServedCells;
  readonly derived?: (node: number) => Rounded | undefined;
  /** What is known of a cell's sum beside what its rounding tells of it. */
  readonly known?: (node: number, cell: CoarseCell, sum: Range) => Range;
  /** Whether the parts add up to 100 percent. */
  readonly whole?: boolean;
  /** The root's exact sum, where it is public. */
  readonly rootSum?: number;
}

/**
 * The auditor: from a snapshot alone, and every exact count, what is left open about the last person of each atom once all colleagues
 * pool their answers; and whether each served field follows from its released tuple. Empty: the snapshot may be served.
 */
export function auditSnapshot(snapshot: Snapshot, exact: ExactCounts): AuditFailure[] {
  if (!snapshot.results) return [];
  const tree = treeOf(snapshot.units);
  const statistics = examined(snapshot, snapshot.results, tree, exact);
  return [...statistics.flatMap((statistic) => examine(tree, exact, statistic)), ...auditFields(snapshot, snapshot.results, tree, exact)];
}

function examine(tree: Tree, exact: ExactCounts, statistic: Examined): AuditFailure[] {
  const { name, rule, n, served, whole } = statistic;
  const counts: NodeCounts = { n, safe: statistic.safe ?? n.map((people, node) => Math.max(0, people - (exact.spares[node] ?? 0))) };
  const shown = served.map((cell) => cell !== undefined);
  const parts = served.find((cell) => cell)?.parts.length ?? 0;
  const cells = Array.from({ length: parts }, (_, part) => rangesOf(statistic, part));
  const open = statistic.rootSum === undefined ? undefined : new Set([0]);
  const atoms = auditStatistic({ tree, rule, counts, shown, cells, whole, open }).map(({ node, why }) => ({ node, why }));
  const coarseness = served.flatMap((cell, node) =>
    (cell ? coarsenessOf(statistic, counts, cell, node) : []).map((why) => ({ node, why })),
  );
  return [...atoms, ...coarseness].map(({ node, why }) => ({ statistic: name, unit: tree.ids[node] ?? '', why }));
}

function rangesOf({ served, n, derived, known, rootSum }: Examined, part: number): Ranges {
  const ranges = unknownRanges(served.length);
  for (let node = 0; node < served.length; node += 1) {
    const cell = served[node];
    const rounded = cell?.parts[part];
    if (!cell || !rounded || derived?.(node)) continue;
    const exactly = node === 0 ? rootSum : undefined;
    const [low, high] = exactly === undefined ? sumBounds(cell.base, rounded, n[node] ?? 0) : [exactly, exactly];
    [ranges.low[node], ranges.high[node]] = known?.(node, cell, [low, high]) ?? [low, high];
  }
  return ranges;
}

function coarsenessOf({ rule, derived }: Examined, counts: NodeCounts, { base, parts }: CoarseCell, node: number): string[] {
  const why: string[] = [];
  if (base !== baseOf(rule, counts.safe[node] ?? 0)) why.push('base-too-fine');
  for (const { value, end } of parts) {
    const again = coarse(rule.kind, base, value);
    if (again.value !== value || again.end !== end) why.push('not-rounded');
  }
  const follows = derived?.(node);
  if (follows && (follows.value !== parts[0]?.value || follows.end !== parts[0]?.end)) why.push('not-from-signals');
  return why;
}

function examined(snapshot: Snapshot, results: SnapshotResults, tree: Tree, exact: ExactCounts): Examined[] {
  const several = severalItems(snapshot.k);
  const cells = tree.ids.map((id) => results.cells[id]);
  const items = tree.ids.map((id) => results.items[id]);
  const signalScores = snapshot.signals.map(({ id }) => cells.map((cell) => scoreCell(cell?.signals[id]?.score)));
  const signals = snapshot.signals.flatMap(({ id, items: own }, s): Examined[] => {
    const n = exact.signals[id] ?? [];
    const share = (name: 'prevalence' | 'cantSay' | 'didNotHappen' | 'skipped', people: readonly number[]): Examined => ({
      name: `${name} of ${id}`,
      rule: SHARE,
      n: people,
      served: cells.map((cell) => shareCell(cell?.signals[id]?.[name])),
    });
    return [
      { name: `signal ${id}`, rule: own.length > 1 ? several : ONE_ITEM, n, served: signalScores[s] ?? [] },
      share('prevalence', n),
      ...(['cantSay', 'didNotHappen', 'skipped'] as const).map((name) => share(name, exact.ballots)),
      ...own.flatMap((item): Examined[] => {
        const answered = exact.items[item] ?? [];
        const distribution = {
          name: `distribution of ${item}`,
          rule: DISTRIBUTION,
          n: answered,
          served: items.map((row) => optionCells(row?.[item]?.distribution)),
          whole: true,
        };
        if (own.length === 1) return [distribution];
        return [
          distribution,
          { name: `item ${item}`, rule: ITEM_STATISTIC, n: answered, served: items.map((row) => scoreCell(row?.[item]?.score)) },
        ];
      }),
    ];
  });
  return [
    indexExamined(
      snapshot,
      cells.map((cell) => scoreCell(cell?.index)),
      signalScores,
      exact,
    ),
    { name: 'reach', rule: SHARE, n: exact.index, served: cells.map((cell) => shareCell(cell?.reach)) },
    ...responseExamined(
      cells.map((cell) => shareCell(cell?.response)),
      tree,
      exact,
    ),
    ...signals,
  ];
}

function indexExamined({ k, signals }: Snapshot, served: ServedCells, scores: readonly ServedCells[], exact: ExactCounts): Examined {
  const rule = signals.length > 1 || (signals[0]?.items.length ?? 0) > 1 ? severalItems(k) : ONE_ITEM;
  const safe = exact.index.map((people, node) => Math.max(0, people - (exact.spares[node] ?? 0)));
  const shownSignals = (node: number) => scores.flatMap((cells) => cells[node] ?? []);
  return {
    name: 'index',
    rule,
    n: exact.index,
    served,
    derived: (node) =>
      isDerived({ counts: { n: exact.index, safe } }, scores, node)
        ? meanOfSignals(shownSignals(node), baseOf(rule, safe[node] ?? 0))
        : undefined,
    known: (node, cell, sum) => {
      const overlap = exact.overlap[node];
      const shown = shownSignals(node);
      if (!overlap || shown.length < signals.length) return sum;
      return knownBeside({ cell, sum, signals: shown, fromSignals: rangeFromSignals(shown, overlap) }, rule);
    },
  };
}

function responseExamined(served: ServedCells, tree: Tree, { rolls, ballots }: ExactCounts): Examined[] {
  if (!rolls) return [];
  const own = rolls.map((roll, node) => ((tree.children[node] ?? []).length === 0 ? Math.max(roll, ballots[node] ?? 0) : 0));
  const n = sumsUp(tree, own);
  return [{ name: 'response', rule: SHARE, n, safe: n, served, rootSum: 100 * (ballots[0] ?? 0) }];
}

type Served<Value> = ({ shown: true; end: Rounded['end']; base: number } & Value) | { shown: false } | undefined;

function scoreCell(cell: Served<{ mean: number }>): CoarseCell | undefined {
  return cell?.shown ? { base: cell.base, parts: [{ value: cell.mean, end: cell.end }] } : undefined;
}

function shareCell(cell: Served<{ percent: number }>): CoarseCell | undefined {
  return cell?.shown ? { base: cell.base, parts: [{ value: cell.percent, end: cell.end }] } : undefined;
}

type ServedOptions =
  | { shown: true; base: number; answers: readonly { percent: number; end: Rounded['end'] }[] }
  | { shown: false }
  | undefined;

function optionCells(cell: ServedOptions): CoarseCell | undefined {
  return cell?.shown ? { base: cell.base, parts: cell.answers.map(({ percent, end }) => ({ value: percent, end })) } : undefined;
}
