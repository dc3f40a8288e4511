import type { TrendPoint } from '#shared/contract/results.js';
import type { RoundPoint } from '../charts/charts.js';
import { scoreInWords } from './in-words.js';
import type { Words } from './language/words.js';

/** The rounds as the trend draws them. A line joins two only where the same questions were asked and the two may be compared. */
export function trendPlaces(rounds: readonly TrendPoint[], day: (date: string) => string, t: Words): RoundPoint[] {
  return rounds.map((round, at) => ({
    title: round.title,
    day: day(round.published),
    form: round.form,
    mean: round.index.shown ? round.index.mean : null,
    interval: round.index.shown ? round.index.interval : null,
    value: round.outcome === 'without-results' ? t('trend.withoutResults') : scoreInWords(round.index, t),
    joined: rounds[at - 1]?.form === round.form && round.change !== null && round.change.verdict !== 'not-comparable',
  }));
}
