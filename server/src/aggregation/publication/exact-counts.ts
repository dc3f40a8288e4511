import type { Rolls } from '../suppression/form-release.js';
import type { Overlap } from '../suppression/index-from-signals.js';
import { type Groups, itemStatistic, reachStatistic, signalStatistic } from '../suppression/statistic.js';

/** Every exact number of people behind a release, by node in tree order: what the auditor grants to its reader. */
export interface ExactCounts {
  /** Replacements and additions with all below. */
  readonly spares: readonly number[];
  readonly rolls: Rolls;
  readonly ballots: readonly number[];
  readonly index: readonly number[];
  /** By signal id. */
  readonly signals: Readonly<Record<string, readonly number[]>>;
  /** By item id: people who answered on the scale. */
  readonly items: Readonly<Record<string, readonly number[]>>;
  /** By node: how the people of the index and of the signals overlap. */
  readonly overlap: readonly Overlap[];
}

/** Reads the exact counts off a tally. */
export function exactCounts(groups: Groups, rolls: Rolls): ExactCounts {
  const { totals, tally, spares } = groups;
  const { signals, items } = tally.scheme;
  const n = (counts: ArrayLike<number>) => Array.from(counts);
  const bySignal = signals.map((_, s) => n(signalStatistic(groups, s).counts.n));
  return {
    spares,
    rolls,
    ballots: totals.map((group) => group.ballots),
    index: n(reachStatistic(groups).counts.n),
    signals: Object.fromEntries(signals.map(({ id }, s) => [id, bySignal[s] ?? []])),
    items: Object.fromEntries(items.map(({ id }, i) => [id, n(itemStatistic(groups, i).counts.n)])),
    overlap: totals.map(({ indexOnly, signalOnly }, node) => ({ n: bySignal.map((counts) => counts[node] ?? 0), indexOnly, signalOnly })),
  };
}
