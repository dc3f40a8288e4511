import { useCallback, useMemo, useState } from 'react';
import type { ReleasedCell } from '#shared/results/cell.js';
import { type ChartTheme, FIRST_HIGH_STEP, HEAT_STEPS, heatMatrix, heatMatrixHeight, heatRange } from '../charts/charts.js';
import { Figure } from './figure.js';
import styles from './heat.module.css';
import { HeatTable, unitName } from './heat-table.js';
import { scoreInWords } from './in-words.js';
import { useDashboardWords } from './language/words.js';
import type { Reading } from './reading.js';
import { type VisibleUnit, visibleUnits } from './visible-units.js';
import { WhyHidden } from './why-hidden.js';

interface HeatFigureProps {
  reading: Reading;
  /** The organisation and the round, for the foot of the picture. */
  round: string;
  chosen: string;
  onChoose: (unit: string) => void;
}

/** Units by signals. On the page a table, so that every number can be read and reached by keyboard; as a picture drawn by Chart.js. */
export function HeatFigure({ reading, round, chosen, onChoose }: HeatFigureProps) {
  const t = useDashboardWords();
  const { snapshot, results, labels } = reading;
  const [opened, setOpened] = useState<ReadonlySet<string>>(new Set());
  const [asked, setAsked] = useState(false);
  const toggle = useCallback((unit: string) => setOpened((before) => toggled(before, unit)), []);
  const ask = useCallback(() => setAsked(true), []);
  const rows = useMemo(() => visibleUnits(snapshot.units, opened), [snapshot, opened]);
  const signals = useMemo(() => snapshot.signals.map(({ id }) => id), [snapshot]);
  const columns = useMemo(() => [t('heat.index'), ...signals.map((id) => labels[id] ?? id)], [signals, labels, t]);
  const draw = useCallback(
    (theme: ChartTheme) => heatMatrix(columns, squaresOf(rows, results.cells, signals, t), theme),
    [columns, rows, results, signals, t],
  );
  const below = snapshot.units.slice(1).some(({ id }) => scoresOf(results.cells[id], signals).some((score) => score?.shown));
  const hatched = rows.some(({ unit }) => scoresOf(results.cells[unit.id], signals).some((score) => !score?.shown));
  return (
    <Figure
      title={t('heat.title')}
      sentence={t(below ? 'heat.sentence' : snapshot.units.length > 1 ? 'heat.nothing' : 'heat.oneUnit')}
      foot={t(hatched ? 'figure.footHeatHidden' : 'figure.footHeat', { round })}
      draw={draw}
      height={heatMatrixHeight(rows.length)}
    >
      <HeatTable
        rows={rows}
        columns={columns}
        signals={signals}
        cells={results.cells}
        chosen={chosen}
        onChoose={onChoose}
        onToggle={toggle}
        onAsk={ask}
      />
      <Legend hatched={hatched} />
      <WhyHidden k={snapshot.k} open={asked} onClose={() => setAsked(false)} />
    </Figure>
  );
}

function squaresOf(
  rows: readonly VisibleUnit[],
  cells: Reading['results']['cells'],
  signals: readonly string[],
  t: Parameters<typeof scoreInWords>[1],
) {
  return rows.map(({ unit }) => ({
    label: unitName(unit, t),
    squares: scoresOf(cells[unit.id], signals).map((score) => ({ mean: score?.shown ? score.mean : null, value: scoreInWords(score, t) })),
  }));
}

function scoresOf(cell: ReleasedCell | undefined, signals: readonly string[]) {
  return [cell?.index, ...signals.map((id) => cell?.signals[id]?.score)];
}

function toggled(opened: ReadonlySet<string>, unit: string): ReadonlySet<string> {
  const next = new Set(opened);
  if (!next.delete(unit)) next.add(unit);
  return next;
}

function Legend({ hatched }: { hatched: boolean }) {
  const t = useDashboardWords();
  return (
    <ul className={styles.legend} aria-label={t('heat.legend')}>
      {Array.from({ length: HEAT_STEPS }, (_, step) => {
        const [low, high] = heatRange(step);
        return (
          <li key={low} className={`${styles.key} ${styles[`step${step}`]}`} data-high={step >= FIRST_HIGH_STEP || undefined}>
            {t(step === 0 || step === HEAT_STEPS - 1 ? 'heat.range' : 'heat.rangeShort', { low, high })}
          </li>
        );
      })}
      {hatched ? <li className={`${styles.key} ${styles.hidden}`}>{t('heat.hatched')}</li> : null}
    </ul>
  );
}
