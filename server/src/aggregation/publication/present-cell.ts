import {
  type End,
  HIDDEN,
  type Interval,
  type ReleasedDistribution,
  type ReleasedScore,
  type ReleasedShare,
} from '#shared/results/cell.js';
import type { ScoreTuple, ShareTuple } from '#shared/results/released-tuples.js';
import { type Bounds, meanInterval, wilson } from '../scores/intervals.js';
import type { DistributionTuple } from '../suppression/form-release.js';
import { bandOf } from '../suppression/ladder.js';

/** `scale` times the bounds, on 0..100. An interval about a coded end reaches to the end of the scale. */
function openEnded(bounds: Bounds | undefined, end: End, scale: number): Interval {
  if (!bounds) return null;
  return [end === 'or-under' ? 0 : scale * bounds[0], end === 'or-over' ? 100 : scale * bounds[1]];
}

/** The 95 % interval of a released mean, from its tuple alone; null without a released deviation. */
export function scoreInterval({ mean, end, base, n, N, sd, df }: ScoreTuple): Interval {
  return sd === null || df === null ? null : openEnded(meanInterval({ mean, n, N, sd, df, base }), end, 1);
}

/** A mean as it is shown: a function of its tuple. */
export function presentScore(tuple: ScoreTuple | undefined): ReleasedScore {
  if (!tuple) return HIDDEN;
  const { mean, end, base, n } = tuple;
  return { shown: true, mean, end, base, interval: scoreInterval(tuple), respondents: bandOf(n) };
}

/** A share as it is shown, with Wilson's interval in percent: a function of its tuple. */
export function presentShare(tuple: ShareTuple | undefined): ReleasedShare {
  if (!tuple) return HIDDEN;
  const { percent, end, base, n, N } = tuple;
  const interval = openEnded(wilson(percent / 100, n, N), end, 100);
  return { shown: true, percent, end, base, interval, respondents: bandOf(n) };
}

/** Response is counted, not estimated: no interval. */
export function presentResponse(tuple: ShareTuple | undefined): ReleasedShare {
  if (!tuple) return HIDDEN;
  const { percent, end, base, n } = tuple;
  return { shown: true, percent, end, base, interval: null, respondents: bandOf(n) };
}

/** A distribution as it is shown. */
export function presentDistribution(tuple: DistributionTuple | undefined): ReleasedDistribution {
  if (!tuple) return HIDDEN;
  return { shown: true, base: tuple.base, answers: tuple.answers, respondents: bandOf(tuple.n) };
}
