import type { Change } from '#shared/results/snapshot.js';
import { Muted } from '../ui/page.js';
import styles from './dashboard.module.css';
import { furthestCell } from './furthest-cell.js';
import { differenceInWords, scoreInWords } from './in-words.js';
import { useDashboardWords, type Words } from './language/words.js';
import type { Reading } from './reading.js';

/** What changed clearly since the round before, and which units stand out: named, never ranked. */
export function Changed({ reading }: { reading: Reading }) {
  const t = useDashboardWords();
  const { results, snapshot, labels, since } = reading;
  const units = snapshot.units.map(({ id, name }) => [id, name] as const);
  return (
    <section className={styles.panel}>
      <h2>{t('changed.title')}</h2>
      {results.changes && since !== null ? (
        <>
          <Muted>
            {t('changed.since', { title: since })} {t('changed.rule')}
          </Muted>
          <h3 className={styles.small}>{t('changed.signals')}</h3>
          <ChangeList names={Object.entries(labels)} changes={results.changes.signals} none={t('changed.noSignals')} t={t} />
          <h3 className={styles.small}>{t('changed.units')}</h3>
          <ChangeList names={units} changes={results.changes.units} none={t('changed.noUnits')} t={t} />
        </>
      ) : (
        <p>{t('changed.first')}</p>
      )}
      <h3 className={styles.small}>{t('changed.standsOut')}</h3>
      <StandsOutList reading={reading} t={t} />
      <Furthest reading={reading} t={t} />
    </section>
  );
}

interface ChangeListProps {
  names: readonly (readonly [id: string, name: string])[];
  changes: Readonly<Record<string, Change>>;
  none: string;
  t: Words;
}

function ChangeList({ names, changes, none, t }: ChangeListProps) {
  const clear = names.flatMap(([id, name]) => {
    const change = changes[id];
    return change?.verdict === 'lower' || change?.verdict === 'higher' ? [{ id, name, change }] : [];
  });
  if (clear.length === 0) return <p>{none}</p>;
  return (
    <ul className={styles.list}>
      {clear.map(({ id, name, change }) => (
        <li key={id}>
          <bdi>{name}</bdi>: <strong>{differenceInWords(change.points, t)}</strong>
        </li>
      ))}
    </ul>
  );
}

function StandsOutList({ reading: { results, snapshot }, t }: { reading: Reading; t: Words }) {
  const out = snapshot.units.flatMap(({ id, name }) => {
    const unit = results.standsOut[id];
    return unit && unit.verdict !== 'no-clear-difference' ? [{ id, name, unit, verdict: unit.verdict }] : [];
  });
  if (out.length === 0) return <p>{t('changed.standsOutNone')}</p>;
  return (
    <ul className={styles.list}>
      {out.map(({ id, name, unit, verdict }) => (
        <li key={id}>
          <bdi>{name}</bdi>: {t('changed.standsOutLine', { points: Math.abs(Math.round(unit.points)), direction: t(`changed.${verdict}`) })}
          {unit.drift === null ? '' : `; ${t('changed.drift', { points: Math.abs(Math.round(unit.drift)) })}`}
        </li>
      ))}
    </ul>
  );
}

/** The index alone would hide one signal that is far off in one unit. */
function Furthest({ reading: { snapshot, results, labels }, t }: { reading: Reading; t: Words }) {
  const cell = furthestCell(snapshot, results.cells);
  if (!cell) return null;
  const { unit, signal, score, company } = cell;
  const values = { value: scoreInWords(score, t), company: scoreInWords(company, t) };
  return <p>{t('changed.furthest', { signal: labels[signal] ?? signal, unit: unit.name, ...values })}</p>;
}
