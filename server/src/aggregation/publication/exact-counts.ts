import { indexReliability, type ScoreReliability, signalReliability } from '../suppression/company-tuple.js';
import type { Rolls } from '../suppression/form-release.js';
import type { Overlap } from '../suppression/index-from-signals.js';
import { type Groups, itemStatistic, reachStatistic, signalStatistic } from '../suppression/statistic.js';
import { GroupTally } from '../tally/group-tally.js';

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
  /** Of the company, whom the coefficients of the index and of each signal rest on, by signal id. */
  readonly reliability: { readonly index: ReliabilityCounts; readonly signals: Readonly<Record<string, ReliabilityCounts>> };
  /** People of the company with an index who look careless. */
  readonly careless: number;
}

export interface ReliabilityCounts {
  /** People complete on it: alpha and omega. */
  readonly complete: number;
  /** People with the score and the units they are in: ICC. */
  readonly scored: number;
  readonly units: number;
  /** People complete on it in units of two or more such, of the one that has fewest, and how many units they are: rwg. */
  readonly agreeing: number;
  readonly fewestAgreeing: number;
  readonly groups: number;
}

/** Reads the exact counts off a tally. */
export function exactCounts(groups: Groups, rolls: Rolls): ExactCounts {
  const { totals, tally, spares } = groups;
  const { signals, items } = tally.scheme;
  const n = (counts: ArrayLike<number>) => Array.from(counts);
  const everybody = totals[0] ?? new GroupTally(tally.scheme);
  const bySignal = signals.map((_, s) => n(signalStatistic(groups, s).counts.n));
  return {
    spares,
    rolls,
    ballots: totals.map((group) => group.ballots),
    index: n(reachStatistic(groups).counts.n),
    signals: Object.fromEntries(signals.map(({ id }, s) => [id, bySignal[s] ?? []])),
    items: Object.fromEntries(items.map(({ id }, i) => [id, n(itemStatistic(groups, i).counts.n)])),
    reliability: {
      index: reliabilityCounts(indexReliability(tally, everybody)),
      signals: Object.fromEntries(signals.map(({ id }, s) => [id, reliabilityCounts(signalReliability(tally, everybody, s))])),
    },
    careless: tally.company.carelessIndexed.reduce((sum, people, answered) => sum + (answered > 0 ? people : 0), 0),
    overlap: totals.map(({ indexOnly, signalOnly }, node) => ({ n: bySignal.map((counts) => counts[node] ?? 0), indexOnly, signalOnly })),
  };
}

function reliabilityCounts({ alpha, scored, icc, rwg, agreeing, fewestAgreeing }: ScoreReliability): ReliabilityCounts {
  return { complete: alpha.n, scored, units: icc.groups, agreeing, fewestAgreeing, groups: rwg.groups };
}
