import { useCallback, useMemo } from 'react';
import { type ChartTheme, roundsLine } from '../charts/charts.js';
import { useMoments } from '../office/moments.js';
import { Card } from '../ui/page.js';
import { Figure } from './figure.js';
import { changeInWords, detectableInWords, intervalInWords, scoreInWords } from './in-words.js';
import { useDashboardWords, type Words } from './language/words.js';
import { PlainTable } from './plain-table.js';
import type { Reading } from './reading.js';
import { trendPlaces } from './trend-places.js';

const HEIGHT = 236;

/** The company's index over the published rounds, and the verdict on the last step. */
export function TrendFigure({ reading: { rounds, results, snapshot, since, onPulse }, foot }: { reading: Reading; foot: string }) {
  const t = useDashboardWords();
  const moments = useMoments();
  const places = trendPlaces(rounds, moments.day, t);
  const key = JSON.stringify(places);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the moments are made anew each time; what they write is in the key
  const steady = useMemo(() => places, [key]);
  const draw = useCallback((theme: ChartTheme) => roundsLine(steady, theme), [steady]);
  if (rounds.length < 2) {
    return (
      <Card title={t('trend.title')}>
        <p>{t('trend.none')}</p>
      </Card>
    );
  }
  const broken = places.some(({ joined, mean }, at) => at > 0 && (!joined || mean === null));
  const against =
    since === null ? '' : t('trend.against', { title: snapshot.title, since, verdict: changeInWords(results.changes?.index, t) });
  return (
    <Figure
      title={t('trend.title')}
      sentence={[
        t(places.some(({ interval }) => interval) ? 'trend.sentence' : 'trend.without', { count: rounds.length, rounds: rounds.length }),
        against,
        onPulse && against ? t('numbers.onPulse') : '',
        detectable(results.changes, t),
        broken ? t('trend.breaks') : '',
      ]
        .filter(Boolean)
        .join(' ')}
      foot={foot}
      draw={draw}
      height={HEIGHT}
      table={<TrendTable rounds={rounds} t={t} day={moments.day} />}
    />
  );
}

/** Beside "no clear change": what would have been found. */
function detectable(changes: Reading['results']['changes'], t: Words): string {
  return changes?.index.verdict === 'no-clear-change' ? detectableInWords(changes.index.detectable, t) : '';
}

function TrendTable({ rounds, t, day }: { rounds: Reading['rounds']; t: Words; day: (date: string) => string }) {
  return (
    <PlainTable
      caption={t('trend.title')}
      head={[t('trend.round'), t('trend.published'), t('trend.form'), t('trend.index'), t('trend.interval'), t('trend.change')]}
      rows={rounds.map((round) => [
        round.title,
        day(round.published),
        t(`trend.${round.form}`),
        round.outcome === 'without-results' ? t('trend.withoutResults') : scoreInWords(round.index, t),
        round.index.shown ? intervalInWords(round.index.interval, t) : '',
        round.outcome === 'without-results' ? '' : changeInWords(round.change, t),
      ])}
    />
  );
}
