import type { Range } from './atom-bounds.js';
import { coarse, highOf, lowOf, type Rounded, type Rule } from './ladder.js';
import type { CoarseCell } from './publish-statistic.js';
import type { Groups, Statistic } from './statistic.js';

type SignalCells = readonly (readonly (CoarseCell | undefined)[])[];

/** From this many people a released index is its own mean; in smaller cells that show all their signals it is the mean of those. */
export const OWN_INDEX_FROM = 40;

/** Rounding of the sums themselves, in points over all people. */
const SLACK = 1e-6;

function showsAll(signals: SignalCells, node: number): boolean {
  return signals.every((cells) => cells[node] !== undefined);
}

/** Whether the released index of a node is the mean of its released signals, so that it tells nothing they do not. */
export function isDerived(index: Pick<Statistic, 'counts'>, signals: SignalCells, node: number): boolean {
  return (index.counts.safe[node] ?? 0) < OWN_INDEX_FROM && showsAll(signals, node);
}

/** The mean of released signal means, rounded to `base` as a score is. */
export function meanOfSignals(signals: readonly (CoarseCell | undefined)[], base: number): Rounded {
  const values = signals.map((cell) => cell?.parts[0]?.value ?? 0);
  return coarse('score', base, values.reduce((sum, value) => sum + value, 0) / values.length);
}

/** How the people of an index and of its signals overlap in one node: both counts are known to whoever knows the exact numbers. */
export interface Overlap {
  /** By signal: people with the score. */
  readonly n: ArrayLike<number>;
  /** By signal: people with an index and no score in it; people with a score in it and no index. */
  readonly indexOnly: ArrayLike<number>;
  readonly signalOnly: ArrayLike<number>;
}

/**
 * What the signals of a cell say of the sum of its indices. A person's index is the mean of their signal scores, and also the mean over all
 * signals when the index itself stands in where a score is missing: so the sum is the mean over signals of (the signal's sum, less 0..100 for
 * each who has no index, plus 0..100 for each who has no score in it).
 */
export function rangeFromSignals(cells: readonly CoarseCell[], { n, indexOnly, signalOnly }: Overlap): Range {
  let low = 0;
  let high = 0;
  for (const [s, cell] of cells.entries()) {
    const rounded = cell.parts[0];
    if (!rounded) continue;
    low += Math.max(0, (n[s] ?? 0) * lowOf(cell.base, rounded) - 100 * (signalOnly[s] ?? 0));
    high += (n[s] ?? 0) * highOf(cell.base, rounded) + 100 * (indexOnly[s] ?? 0);
  }
  return [low / cells.length, high / cells.length];
}

/** An index that is rounded from its own mean, beside all its signals. */
export interface BesideSignals {
  readonly cell: CoarseCell;
  /** What its rounding alone tells of the sum of the indices. */
  readonly sum: Range;
  readonly signals: readonly CoarseCell[];
  readonly fromSignals: Range;
}

/**
 * The mean of the signals in place of an index whose rounding, met with theirs, leaves less than `room` of its sum open. To hide it would protect
 * nothing, whoever sees all signals has their mean, and a company would be left without results: of 50 people who all answered a pulse, one in seven.
 */
export function indexBeside({ cell, sum, signals, fromSignals }: BesideSignals, { room }: Rule): CoarseCell {
  const open = Math.min(sum[1], fromSignals[1]) - Math.max(sum[0], fromSignals[0]);
  return open < room - SLACK ? { base: cell.base, parts: [meanOfSignals(signals, cell.base)] } : cell;
}

/**
 * What is known of the sum of the indices. Where the index is the mean of its signals, it may stand in place of the next value above or below:
 * of that one less than `room` lay within what the signals say.
 */
export function knownBeside({ cell, sum, signals, fromSignals }: BesideSignals, { room }: Rule): Range {
  const [low, high] = sum;
  const [least, most] = fromSignals;
  const mean = meanOfSignals(signals, cell.base);
  const open = cell.parts[0]?.value === mean.value ? room : 0;
  return [low - least < open ? least : Math.max(low, least), most - high < open ? most : Math.min(high, most)];
}

/** A node of a release in the making, with the signals' statistics; undefined where not all signals are shown. */
export function besideSignals(
  { totals }: Groups,
  statistics: readonly Statistic[],
  cells: SignalCells,
): (node: number, cell: CoarseCell, sum: Range) => BesideSignals | undefined {
  return (node, cell, sum) => {
    const total = totals[node];
    if (!total || !showsAll(cells, node)) return undefined;
    const signals = cells.map((signal) => signal[node] as CoarseCell);
    const n = statistics.map(({ counts }) => counts.n[node] as number);
    const { indexOnly, signalOnly } = total;
    return { cell, sum, signals, fromSignals: rangeFromSignals(signals, { n, indexOnly, signalOnly }) };
  };
}
