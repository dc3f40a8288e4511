import type { End, ScoreBase, ShareBase } from '#shared/results/cell.js';
import type { ScoreTuple, ShareTuple } from '#shared/results/released-tuples.js';
import type { Range } from './atom-bounds.js';
import { besideSignals, indexBeside, isDerived, knownBeside, meanOfSignals } from './index-from-signals.js';
import { coarseDeviation, type Rounded, rungs } from './ladder.js';
import { type CoarseCell, type Planted, type PublishOptions, publishStatistic } from './publish-statistic.js';
import {
  distributionStatistic,
  type Groups,
  indexStatistic,
  itemStatistic,
  type MissingKind,
  missingStatistic,
  prevalenceStatistic,
  reachStatistic,
  responseStatistic,
  type Statistic,
  signalStatistic,
} from './statistic.js';

/** By node; undefined is hidden. */
export type ByNode<T> = readonly (T | undefined)[];

export interface DistributionTuple {
  readonly base: ShareBase;
  readonly n: number;
  readonly answers: { percent: number; end: End }[];
}
export interface SignalRelease {
  readonly id: string;
  readonly score: ByNode<ScoreTuple>;
  readonly prevalence: ByNode<ShareTuple>;
  readonly skipped: ByNode<ShareTuple>;
  readonly cantSay: ByNode<ShareTuple>;
  readonly didNotHappen: ByNode<ShareTuple>;
}
export interface ItemRelease {
  readonly id: string;
  readonly score: ByNode<ScoreTuple>;
  readonly distribution: ByNode<DistributionTuple>;
}
/** The released tuples of one form: all that anything shown may be computed from. */
export interface FormRelease {
  readonly index: ByNode<ScoreTuple>;
  readonly reach: ByNode<ShareTuple>;
  readonly response: ByNode<ShareTuple>;
  readonly signals: readonly SignalRelease[];
  readonly items: readonly ItemRelease[];
}

/** The roll of each node by position; undefined where no roll is known. */
export type Rolls = readonly number[] | undefined;

/** Below this many scores a cell's own deviation would tell of its last person: the pooled one is released. */
const OWN_DEVIATION_FROM = 100;
const FEWEST_TO_DEVIATE = 2;
const FEWEST_POOLED_DF = 20;

/** Publishes scores only: index and signals, as a core round keeps them of the pulse form. */
export function releaseScores(
  groups: Groups,
  rolls: Rolls,
  planted?: Planted,
): Pick<FormRelease, 'index'> & { signals: ByNode<ScoreTuple>[] } {
  const { tree, tally } = groups;
  const statistics = tally.scheme.signals.map((_, s) => signalStatistic(groups, s));
  const cells = statistics.map((statistic) => publishStatistic(tree, statistic, { planted }));
  const signals = statistics.map((statistic, s) => scoreTuples(statistic, cells[s] ?? [], rolls, planted));
  const index = indexStatistic(groups);
  const derived = (node: number, base: number) =>
    isDerived(index, cells, node)
      ? meanOfSignals(
          cells.map((signal) => signal[node]),
          base,
        )
      : undefined;
  const beside = besideSignals(groups, statistics, cells);
  const instead = (node: number, cell: CoarseCell, sum: Range): CoarseCell => {
    const both = beside(node, cell, sum);
    return both ? indexBeside(both, index.rule) : cell;
  };
  const known = (node: number, cell: CoarseCell, sum: Range): Range => {
    const both = beside(node, cell, sum);
    return both ? knownBeside(both, index.rule) : sum;
  };
  return { index: scoreTuples(index, publishStatistic(tree, index, { derived, instead, known, planted }), rolls, planted), signals };
}

/**
 * Publishes everything of one form, statistic by statistic. `pulse`: which cells are kept of items that the pulse form asks as well; elsewhere
 * those items stay hidden, for the two are one sum and a later round may tell the pulse form's.
 */
export function releaseForm(groups: Groups, rolls: Rolls, pulse: ReadonlyMap<string, ByNode<ScoreTuple>>, planted?: Planted): FormRelease {
  const { tree, tally } = groups;
  const { index, signals: scores } = releaseScores(groups, rolls, planted);
  const share = (statistic: Statistic, options: PublishOptions = {}) =>
    shareTuples(statistic, publishStatistic(tree, statistic, { ...options, planted }), rolls);
  const left: (ShareTuple | undefined)[] = [];
  const leftOpen = (s: number, kind: MissingKind) => {
    const statistic = missingStatistic(groups, s, kind);
    return shareTuples(statistic, publishStatistic(tree, statistic, { planted }), rolls, left);
  };
  const withIndex = index.map((tuple) => tuple !== undefined);
  const signals = tally.scheme.signals.map(({ id }, s) => ({
    id,
    score: scores[s] ?? [],
    prevalence: share(prevalenceStatistic(groups, s)),
    skipped: leftOpen(s, 0),
    cantSay: leftOpen(s, 1),
    didNotHappen: leftOpen(s, 2),
  }));
  const items = tally.scheme.items.map(({ id }, i) => ({
    id,
    score: itemScoreTuples(groups, i, scores, rolls, { eligible: pulse.get(id)?.map((tuple) => tuple !== undefined), planted }),
    distribution: distributionTuples(groups, i, planted),
  }));
  const response = rolls
    ? share(responseStatistic(groups, rolls), { eligible: withIndex, open: new Set([0]) })
    : tree.ids.map(() => undefined);
  return { index, reach: share(reachStatistic(groups)), response, signals, items };
}

/** The item of a one-item signal is that signal: two releases of one sum, hidden in different places, would betray each other. */
function itemScoreTuples(
  groups: Groups,
  i: number,
  scores: ByNode<ScoreTuple>[],
  rolls: Rolls,
  options: PublishOptions,
): ByNode<ScoreTuple> {
  const { tree, tally } = groups;
  const statistic = itemStatistic(groups, i);
  const s = tally.scheme.items[i]?.signal ?? -1;
  if (tally.scheme.signals[s]?.items !== 1)
    return scoreTuples(statistic, publishStatistic(tree, statistic, options), rolls, options.planted);
  return (scores[s] ?? []).map((tuple, node) => ((statistic.counts.safe[node] ?? 0) >= statistic.rule.threshold ? tuple : undefined));
}

function scoreTuples(
  statistic: Statistic,
  cells: ByNode<CoarseCell>,
  rolls: Rolls,
  planted: Planted | undefined,
): (ScoreTuple | undefined)[] {
  const { pooled, deviations } = statistic;
  const steady = pooled && pooled.units >= 2 && pooled.df >= FEWEST_POOLED_DF ? pooled : undefined;
  const round = planted?.unroundedDeviation ? (sd: number) => sd : coarseDeviation;
  return cells.map((cell, node) => {
    const rounded = cell?.parts[0];
    if (!cell || !rounded) return undefined;
    const n = statistic.counts.n[node] ?? 0;
    const own = n >= (planted?.ownDeviation ? FEWEST_TO_DEVIATE : OWN_DEVIATION_FROM);
    const sd = own ? deviations?.[node] : steady?.sd;
    return {
      mean: rounded.value,
      end: rounded.end,
      base: cell.base as ScoreBase,
      n,
      N: rolls?.[node] ?? null,
      sd: sd === undefined ? null : round(sd),
      df: sd === undefined ? null : own ? n - 1 : (steady?.df ?? null),
    };
  });
}

/** `last`: by node the share made before, which is taken again where it is the same: of questions left open nearly all are. */
function shareTuples(
  statistic: Statistic,
  cells: ByNode<CoarseCell>,
  rolls: Rolls,
  last: (ShareTuple | undefined)[] = [],
): (ShareTuple | undefined)[] {
  return cells.map((cell, node) => {
    const rounded = cell?.parts[0];
    if (!cell || !rounded) return undefined;
    const n = statistic.counts.n[node] ?? 0;
    const known = last[node];
    if (known?.percent === rounded.value && known.end === rounded.end && known.base === cell.base && known.n === n) return known;
    last[node] = { percent: rounded.value, end: rounded.end, base: cell.base as ShareBase, n, N: rolls?.[node] ?? null };
    return last[node];
  });
}

function distributionTuples(groups: Groups, i: number, planted: Planted | undefined): ByNode<DistributionTuple> {
  const statistic = distributionStatistic(groups, i);
  if (!statistic) return groups.tree.ids.map(() => undefined);
  const unruled = planted?.distributionsUnruled ? { noComplementary: true } : planted;
  return publishStatistic(groups.tree, statistic, { planted: unruled }).map((cell, node) => {
    if (!cell) return undefined;
    const { base, parts } = cell;
    const known = answersOf(base);
    const answers = new Array<Answer>(parts.length);
    for (let part = 0; part < parts.length; part += 1) answers[part] = known[(parts[part] as Rounded).value / base] as Answer;
    return { base: base as ShareBase, n: statistic.counts.n[node] ?? 0, answers };
  });
}

type Answer = DistributionTuple['answers'][number];

const made: Answer[][] = [];

/** All answers that there are, by steps of `base`: a release has tens of thousands, and few different ones. */
function answersOf(base: number): readonly Answer[] {
  made[base] ??= rungs('share', base).map(({ value, end }) => Object.freeze({ percent: value, end }));
  return made[base];
}
