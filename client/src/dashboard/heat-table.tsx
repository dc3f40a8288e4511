import { memo } from 'react';
import type { ReleasedCell, ReleasedScore } from '#shared/results/cell.js';
import type { ReportingNode } from '#shared/results/snapshot.js';
import { heatStep } from '../charts/charts.js';
import styles from './heat.module.css';
import { intervalInWords, scoreInWords, whole } from './in-words.js';
import { useDashboardWords, type Words } from './language/words.js';
import type { VisibleUnit } from './visible-units.js';

interface HeatTableProps {
  rows: readonly VisibleUnit[];
  /** Names: the index, then each signal. */
  columns: readonly string[];
  signals: readonly string[];
  cells: Readonly<Record<string, ReleasedCell>>;
  chosen: string;
  onChoose: (unit: string) => void;
  onToggle: (unit: string) => void;
  onAsk: () => void;
}

export function HeatTable(props: HeatTableProps) {
  const t = useDashboardWords();
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable without a mouse (WCAG 2.1.1)
    <section className={styles.scroll} tabIndex={0} aria-label={t('heat.caption')}>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col" className={styles.corner}>
              {t('heat.unit')}
            </th>
            {props.columns.map((column) => (
              <th key={column} scope="col" className={styles.column}>
                <span>{column}</span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {props.rows.map(({ unit, opens, open }) => (
            <HeatRow
              key={unit.id}
              {...{ unit, opens, open }}
              chosen={props.chosen === unit.id}
              columns={props.columns}
              signals={props.signals}
              cell={props.cells[unit.id]}
              onChoose={props.onChoose}
              onToggle={props.onToggle}
              onAsk={props.onAsk}
            />
          ))}
        </tbody>
      </table>
    </section>
  );
}

interface HeatRowProps extends VisibleUnit, Pick<HeatTableProps, 'columns' | 'signals' | 'onChoose' | 'onToggle' | 'onAsk'> {
  cell: ReleasedCell | undefined;
  chosen: boolean;
}

/** Of hundreds of rows those that change are drawn anew, and no other: to open or choose a unit took a second. */
const HeatRow = memo(function HeatRow({ columns, signals, cell, onAsk, ...named }: HeatRowProps) {
  const { name, depth } = named.unit;
  const scores = [cell?.index, ...signals.map((signal) => cell?.signals[signal]?.score)];
  return (
    <tr data-depth={Math.min(depth, 4)}>
      <RowName {...named} />
      {scores.some((score) => score?.shown) ? (
        scores.map((score, at) => <HeatCell key={columns[at]} score={score} unit={name} column={columns[at] ?? ''} onAsk={onAsk} />)
      ) : (
        <HiddenRow unit={name} columns={columns.length} onAsk={onAsk} />
      )}
    </tr>
  );
});

/** What a row is called, on the page and in the picture. */
export function unitName({ parent, name }: ReportingNode, t: Words): string {
  return parent === null ? t('heat.company') : name;
}

function RowName({ unit, opens, open, chosen, onChoose, onToggle }: Omit<HeatRowProps, 'columns' | 'signals' | 'cell' | 'onAsk'>) {
  const t = useDashboardWords();
  return (
    <th scope="row" className={styles.name}>
      <div className={styles.nameLine}>
        {opens ? (
          <button
            type="button"
            className={styles.toggle}
            aria-expanded={open}
            aria-label={t('heat.below', { unit: unit.name })}
            onClick={() => onToggle(unit.id)}
          />
        ) : (
          <span className={styles.leaf} />
        )}
        <button type="button" className={styles.choose} aria-pressed={chosen} title={unit.name} onClick={() => onChoose(unit.id)}>
          <span className={styles.clamp} dir="auto">
            {unitName(unit, t)}
          </span>
        </button>
      </div>
    </th>
  );
}

interface HeatCellProps {
  score: ReleasedScore | undefined;
  unit: string;
  column: string;
  onAsk: () => void;
}

function HeatCell({ score, unit, column, onAsk }: HeatCellProps) {
  const t = useDashboardWords();
  if (!score?.shown) {
    return (
      <td className={styles.hidden}>
        <button type="button" className={styles.ask} aria-label={t('heat.whyCell', { unit, signal: column })} onClick={onAsk}>
          ?
        </button>
      </td>
    );
  }
  const full = scoreInWords(score, t);
  return (
    <td
      className={styles[`step${heatStep(score.mean)}`]}
      title={t('heat.cell', { unit, signal: column, value: full, interval: intervalInWords(score.interval, t) })}
    >
      {score.end === 'exact' ? (
        whole(score.mean, t)
      ) : (
        <abbr title={full}>{t(score.end === 'or-under' ? 'heat.atMost' : 'heat.atLeast', { value: whole(score.mean, t) })}</abbr>
      )}
    </td>
  );
}

function HiddenRow({ unit, columns, onAsk }: { unit: string; columns: number; onAsk: () => void }) {
  const t = useDashboardWords();
  return (
    <td className={styles.hidden} colSpan={columns}>
      <span className={styles.hiddenLine}>
        <span className={styles.hiddenWord}>{t('heat.hiddenAll')}</span>
        <button type="button" className={styles.askRow} aria-label={t('heat.whyRow', { unit })} onClick={onAsk}>
          {t('heat.why')}
        </button>
      </span>
    </td>
  );
}
