import { useCallback, useMemo } from 'react';
import type { Changes, ReportingNode } from '#shared/results/snapshot.js';
import { nameWithin } from '#shared/round/names-above.js';
import { type ChartTheme, type SignalBar, signalBars, signalBarsHeight } from '../charts/charts.js';
import { Button } from '../ui/button.js';
import { Figure } from './figure.js';
import { changeInWords, intervalInWords, markOf, scoreInWords, shareInWords } from './in-words.js';
import { useDashboardWords, type Words } from './language/words.js';
import { PlainTable } from './plain-table.js';
import { rankedRows, type SignalRow } from './ranked-rows.js';
import type { Reading } from './reading.js';
import { namesAlike, signalsAlike } from './signals-alike.js';

interface SignalsFigureProps {
  reading: Reading;
  unit: ReportingNode;
  foot: string;
  /** Back from a unit to the whole company. */
  onBack: () => void;
}

/** The signals of the company or of one unit, most often seen first. */
export function SignalsFigure({ reading, unit, foot, onBack }: SignalsFigureProps) {
  const t = useDashboardWords();
  const { results, company, labels, since } = reading;
  const isCompany = unit.id === company.id;
  const rows = useMemo(() => rankedRows(results.cells[unit.id] ?? { signals: {} }), [results, unit]);
  const changes = isCompany ? results.changes?.signals : results.changes?.unitSignals[unit.id];
  const bars = useMemo(() => barsOf(rows, labels, changes, t), [rows, labels, changes, t]);
  const draw = useCallback((theme: ChartTheme) => signalBars(bars, theme), [bars]);
  const marked = since !== null && bars.some(({ mark }) => mark !== null);
  return (
    <Figure
      title={isCompany ? t('signals.title') : t('signals.titleUnit', { unit: nameWithin(reading.snapshot.units, unit.id) })}
      sentence={[spread(rows, labels, t), marked ? t('signals.changed', { title: since }) : '', t('signals.read')]
        .filter(Boolean)
        .join(' ')}
      foot={foot}
      draw={draw}
      height={signalBarsHeight(bars.length)}
      table={<SignalsTable rows={rows} labels={labels} changes={changes} t={t} />}
      tool={
        isCompany ? null : (
          <Button small onPress={onBack}>
            {t('signals.back')}
          </Button>
        )
      }
    />
  );
}

type SignalChanges = Changes['signals'] | undefined;

function barsOf(rows: readonly SignalRow[], labels: Reading['labels'], changes: SignalChanges, t: Words): SignalBar[] {
  return rows.map(({ id, score }) => ({
    label: labels[id] ?? id,
    mean: score.shown ? score.mean : null,
    interval: score.shown ? score.interval : null,
    value: scoreInWords(score, t),
    mark: score.shown ? markOf(changes?.[id], t) : null,
  }));
}

/** Which are seen most and which least, or that nothing can be said. */
export function spread(rows: readonly SignalRow[], labels: Reading['labels'], t: Words): string {
  const shown = rows.filter(({ score }) => score.shown);
  const first = shown[0];
  const last = shown.at(-1);
  if (!first || !last) return t('signals.none');
  const [most, least] = [signalsAlike(shown, first), signalsAlike(shown, last)];
  const name = (alike: readonly SignalRow[]) =>
    namesAlike(
      alike.map(({ id }) => labels[id] ?? id),
      t,
    );
  const one = { first: name(most), high: scoreInWords(first.score, t) };
  if (first === last) return t('signals.one', one);
  if (most.length === shown.length) return t('signals.alike', { value: one.high });
  const both = { ...one, last: name(least), low: scoreInWords(last.score, t) };
  return t(most.length + least.length === 2 ? 'signals.spread' : 'signals.tied', both);
}

interface SignalsTableProps {
  rows: readonly SignalRow[];
  labels: Reading['labels'];
  changes: SignalChanges;
  t: Words;
}

function SignalsTable({ rows, labels, changes, t }: SignalsTableProps) {
  const head = [t('signals.signal'), t('signals.score'), t('signals.interval'), t('signals.prevalence')];
  return (
    <PlainTable
      caption={t('signals.title')}
      head={changes ? [...head, t('signals.change')] : head}
      rows={rows.map(({ id, score, prevalence }) => [
        labels[id] ?? id,
        scoreInWords(score, t),
        score.shown ? intervalInWords(score.interval, t) : '',
        shareInWords(prevalence, t),
        ...(changes ? [changeInWords(changes[id], t)] : []),
      ])}
    />
  );
}
