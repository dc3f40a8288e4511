import type { ReactNode } from 'react';
import type { Change } from '#shared/results/snapshot.js';
import { bandsInWords, detectableInWords, differenceInWords, intervalInWords, scoreInWords, shareInWords, whole } from './in-words.js';
import { useDashboardWords, type Words } from './language/words.js';
import styles from './numbers.module.css';
import type { Reading } from './reading.js';

/** The company in four numbers, each with what it is worth. */
export function Numbers({ reading }: { reading: Reading }) {
  const t = useDashboardWords();
  return (
    <section aria-label={t('numbers.label')} className={styles.row}>
      <IndexNumber reading={reading} t={t} />
      <ChangeNumber reading={reading} t={t} />
      <ReachNumber reading={reading} t={t} />
      <ResponseNumber reading={reading} t={t} />
    </section>
  );
}

interface Part {
  reading: Reading;
  t: Words;
}

function IndexNumber({ reading: { results, company }, t }: Part) {
  const index = results.cells[company.id]?.index;
  const bands = bandsInWords(results.company.bands, t);
  return (
    <Tile name={t('numbers.index')} value={scoreInWords(index, t)} unit={t('numbers.indexUnit')}>
      {index?.shown ? <IntervalLine interval={index.interval} t={t} /> : null}
      {bands ? <p>{t('numbers.bands', { bands })}</p> : null}
    </Tile>
  );
}

function ChangeNumber({ reading: { results, since, onPulse }, t }: Part) {
  const change = results.changes?.index;
  if (!change || since === null) {
    return (
      <Tile name={t('numbers.change')} value={t('numbers.first')} wordy>
        <p>{t('numbers.firstText')}</p>
      </Tile>
    );
  }
  const name = t('numbers.since', { title: since });
  if (change.verdict === 'not-comparable') {
    return (
      <Tile name={name} value={t('numbers.notComparable')} wordy>
        <p>{t('numbers.notComparableText', { title: since })}</p>
      </Tile>
    );
  }
  return <MeasuredChange name={name} change={change} on={onPulse ? t('numbers.onPulse') : ''} t={t} />;
}

type Measured = Exclude<Change, { verdict: 'not-comparable' }>;

/** `on`: what was compared, where it is not what is shown. */
function MeasuredChange({ name, change, on, t }: { name: string; change: Measured; on: string; t: Words }) {
  const measured = differenceInWords(change.points, t);
  if (change.verdict === 'no-clear-change') {
    return (
      <Tile name={name} value={t('numbers.noClear')} wordy>
        <p>
          {t('numbers.measured', { points: measured })} {detectableInWords(change.detectable, t)} {on}
        </p>
      </Tile>
    );
  }
  return (
    <Tile name={name} value={measured} tone={change.verdict} wordy>
      <p>
        {change.interval ? t('numbers.clear', { interval: signedInterval(change.interval, t) }) : t('numbers.clearNoInterval')} {on}
      </p>
    </Tile>
  );
}

function signedInterval([low, high]: readonly [number, number], t: Words): string {
  const signed = (value: number) => t('value.signed', { value: offZero(value) }).replace('-', '−');
  return t('value.interval', { low: signed(low), high: signed(high) });
}

/** A whole number; in tenths, away from 0, where that would be 0: an interval beyond chance that seems to touch it would say the opposite. */
function offZero(value: number): number {
  return Math.round(value) || (Math.sign(value) * Math.ceil(10 * Math.abs(value))) / 10;
}

function ReachNumber({ reading: { results, company }, t }: Part) {
  const reach = results.cells[company.id]?.reach;
  return (
    <Tile name={t('numbers.reach')} value={shareInWords(reach, t)} unit={t('numbers.reachUnit')}>
      {reach?.shown ? <IntervalLine interval={reach.interval} t={t} percent /> : null}
    </Tile>
  );
}

function ResponseNumber({ reading: { snapshot, results, company }, t }: Part) {
  const { counted, roll, additions } = snapshot.totals;
  const silent = results.company.nonResponse;
  const response = shareInWords(results.cells[company.id]?.response, t);
  // The share is of the roll that the terms froze, so the people beside it are too.
  const unit = t(additions > 0 ? 'numbers.responseUnitAdded' : 'numbers.responseUnit', { counted, roll, additions });
  return (
    <Tile name={t('numbers.response')} value={response} unit={unit}>
      {silent ? <p>{t('numbers.bounds', { low: whole(silent.allNone, t), high: whole(silent.allAlways, t) })}</p> : null}
    </Tile>
  );
}

function IntervalLine({ interval, percent = false, t }: { interval: [number, number] | null; percent?: boolean; t: Words }) {
  if (!interval) return <p>{t('numbers.noInterval')}</p>;
  const words = intervalInWords(interval, t);
  return <p>{t('numbers.interval', { interval: percent ? t('value.percent', { value: words }) : words })}</p>;
}

interface TileProps {
  name: string;
  value: string;
  unit?: string;
  tone?: 'lower' | 'higher';
  /** The value is words, not a number: a smaller size. */
  wordy?: boolean;
  children: ReactNode;
}

function Tile({ name, value, unit, tone, wordy = false, children }: TileProps) {
  return (
    <div className={styles.tile} data-tone={tone}>
      <h2 className={styles.name} dir="auto" title={name}>
        {name}
      </h2>
      <p className={styles.line}>
        <span className={wordy ? styles.words : styles.value}>{value}</span> {unit ? <span className={styles.unit}>{unit}</span> : null}
      </p>
      <div className={styles.worth}>{children}</div>
    </div>
  );
}
