import type { ReactElement } from 'react';
import type { Change, StandsOut } from '#shared/results/snapshot.js';
import { nameWithin } from '#shared/round/names-above.js';
import { Muted } from '../ui/page.js';
import styles from './dashboard.module.css';
import { furthestCell } from './furthest-cell.js';
import { differenceInWords, scoreInWords } from './in-words.js';
import { useDashboardWords, type Words } from './language/words.js';
import { useOpenInPrint } from './open-in-print.js';
import type { Reading } from './reading.js';

/** What changed clearly since the round before, and which units stand out: named, never ranked. */
export function Changed({ reading }: { reading: Reading }) {
  const t = useDashboardWords();
  const { results, snapshot, labels, since } = reading;
  const units = snapshot.units.map(({ id }) => [id, nameWithin(snapshot.units, id)] as const);
  return (
    <section className={styles.panel}>
      <h2>{t('changed.title')}</h2>
      {results.changes && since !== null ? (
        <>
          <Muted>
            {t('changed.since', { title: since })} {t('changed.rule')}
          </Muted>
          <h3 className={styles.small}>{t('changed.signals')}</h3>
          <ChangeList names={Object.entries(labels)} changes={results.changes.signals} of="Signals" t={t} />
          <h3 className={styles.small}>{t('changed.units')}</h3>
          <ChangeList names={units} changes={results.changes.units} of="Units" t={t} />
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
  of: 'Signals' | 'Units';
  t: Words;
}

function ChangeList({ names, changes, of, t }: ChangeListProps) {
  const clear = names.flatMap(([id, name]) => {
    const change = changes[id];
    return change?.verdict === 'lower' || change?.verdict === 'higher' ? [{ id, name, change }] : [];
  });
  if (clear.length === 0) return <p>{t(names.some(([id]) => wasTested(changes[id])) ? `changed.no${of}` : `changed.untested${of}`)}</p>;
  return (
    <LongList
      lines={clear.map(({ id, name, change }) => (
        <li key={id}>
          <bdi>{name}</bdi>: <strong>{differenceInWords(change.points, t)}</strong>
        </li>
      ))}
      t={t}
    />
  );
}

/** Of what could not be tested at all "no clear difference" would say too much. */
function wasTested(told: Change | StandsOut | undefined): boolean {
  return told !== undefined && told.verdict !== 'not-comparable' && told.pAdjusted !== null;
}

function StandsOutList({ reading: { results, snapshot }, t }: { reading: Reading; t: Words }) {
  const out = snapshot.units.flatMap(({ id }) => {
    const unit = results.standsOut[id];
    return unit && unit.verdict !== 'no-clear-difference'
      ? [{ id, name: nameWithin(snapshot.units, id), unit, verdict: unit.verdict }]
      : [];
  });
  if (out.length === 0) {
    return <p>{t(Object.values(results.standsOut).some(wasTested) ? 'changed.standsOutNone' : 'changed.standsOutUntested')}</p>;
  }
  return (
    <LongList
      lines={out.map(({ id, name, unit, verdict }) => (
        <li key={id}>
          <bdi>{name}</bdi>: {t('changed.standsOutLine', { points: Math.abs(Math.round(unit.points)), direction: t(`changed.${verdict}`) })}
          {driftInWords(unit.drift, t)}
        </li>
      ))}
      t={t}
    />
  );
}

/** A drift that rounds to nothing is none. */
function driftInWords(drift: number | null, t: Words): string {
  const points = Math.abs(Math.round(drift ?? 0));
  return points === 0 ? '' : `; ${t('changed.drift', { points })}`;
}

/** More would push all that follows out of sight. */
const FIRST_LINES = 8;

/** The first lines, in tree order as all are, and the others behind their number. */
function LongList({ lines, t }: { lines: readonly ReactElement[]; t: Words }) {
  const details = useOpenInPrint();
  const others = lines.slice(FIRST_LINES);
  return (
    <>
      <ul className={styles.list}>{lines.slice(0, FIRST_LINES)}</ul>
      {others.length > 0 ? (
        <details ref={details}>
          <summary>{t('changed.others', { count: others.length })}</summary>
          <ul className={styles.list}>{others}</ul>
        </details>
      ) : null}
    </>
  );
}

/** The index alone would hide one signal that is far off in one unit. */
function Furthest({ reading: { snapshot, results, labels }, t }: { reading: Reading; t: Words }) {
  const cell = furthestCell(snapshot, results.cells);
  if (!cell) return null;
  const { unit, signal, score, company } = cell;
  const values = { value: scoreInWords(score, t), company: scoreInWords(company, t) };
  return <p>{t('changed.furthest', { signal: labels[signal] ?? signal, unit: nameWithin(snapshot.units, unit.id), ...values })}</p>;
}
