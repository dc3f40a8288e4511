import { useCallback, useId, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ItemCell } from '#shared/results/cell.js';
import type { ReportingNode } from '#shared/results/snapshot.js';
import { nameWithin } from '#shared/round/names-above.js';
import { type AnswerBar, answerBars, answerBarsHeight, type ChartTheme } from '../charts/charts.js';
import styles from './dashboard.module.css';
import { Figure } from './figure.js';
import { scoreInWords, shareEndInWords, whole } from './in-words.js';
import { useDashboardWords, type Words } from './language/words.js';
import { PlainTable } from './plain-table.js';
import { rankedRows } from './ranked-rows.js';
import type { Reading } from './reading.js';
import { type Statement, scaleIn, statementIn } from './statements.js';

/** How the answers to one signal's statements spread, in the company or in the unit chosen. */
export function AnswersFigure({ reading, unit, foot }: { reading: Reading; unit: ReportingNode; foot: string }) {
  const t = useDashboardWords();
  const { language } = useTranslation().i18n;
  const { snapshot, results, company, labels } = reading;
  const [picked, setPicked] = useState<{ unit: string; signal: string }>();
  const chosen = picked?.unit === unit.id ? picked.signal : mostSeen(reading, unit);
  const scale = useMemo(() => scaleIn(language), [language]);
  const cells = results.items[unit.id];
  const statements = useMemo(() => statementsOf(snapshot, chosen, cells, language), [snapshot, chosen, cells, language]);
  const bars = useMemo(() => statements.map((statement) => barOf(statement, t)), [statements, t]);
  const draw = useCallback((theme: ChartTheme) => answerBars(bars, scale, t('value.hidden'), theme), [bars, scale, t]);
  const signal = labels[chosen] ?? chosen;
  const spread = bars.some(({ answers }) => answers);
  return (
    <Figure
      title={
        unit.id === company.id
          ? t('answers.title', { signal })
          : t('answers.titleUnit', { signal, unit: nameWithin(snapshot.units, unit.id) })
      }
      sentence={t(spread ? 'answers.sentence' : 'answers.hidden')}
      foot={foot}
      draw={spread ? draw : undefined}
      height={answerBarsHeight(bars.length)}
      table={<AnswersTable statements={statements} scale={spread ? scale : []} t={t} />}
      tool={
        <SignalPicker
          ids={snapshot.signals.map(({ id }) => id)}
          labels={labels}
          chosen={chosen}
          onChoose={(signal) => setPicked({ unit: unit.id, signal })}
          t={t}
        />
      }
    />
  );
}

/** The signal that is seen most often in a unit, of those whose score is shown there: what its reader asks about first. */
function mostSeen({ snapshot, results }: Pick<Reading, 'snapshot' | 'results'>, { id }: Pick<ReportingNode, 'id'>): string {
  const [first] = rankedRows(results.cells[id] ?? { signals: {} });
  return (first?.score.shown ? first.id : snapshot.signals[0]?.id) ?? '';
}

interface AnsweredStatement extends Statement {
  cell: ItemCell | undefined;
}

function statementsOf(
  { signals }: Reading['snapshot'],
  signal: string,
  cells: Readonly<Record<string, ItemCell>> | undefined,
  language: string,
): AnsweredStatement[] {
  const items = signals.find(({ id }) => id === signal)?.items ?? [];
  return items.map((id) => ({ ...statementIn(id, language), cell: cells?.[id] }));
}

function labelOf({ text, reversed }: Statement, t: Words): string {
  return reversed ? t('answers.reversed', { statement: text }) : text;
}

function barOf(statement: AnsweredStatement, t: Words): AnswerBar {
  const distribution = statement.cell?.distribution;
  const answers = distribution?.shown
    ? distribution.answers.map(({ percent, end }) => ({
        percent,
        value: end === 'exact' ? whole(percent, t) : t(end === 'or-under' ? 'answers.atMost' : 'answers.atLeast', { value: percent }),
      }))
    : null;
  return { label: labelOf(statement, t), answers };
}

/** `scale`: empty where no statement's spread is shown. */
function AnswersTable({ statements, scale, t }: { statements: readonly AnsweredStatement[]; scale: readonly string[]; t: Words }) {
  return (
    <PlainTable
      caption={t('answers.statement')}
      head={[t('answers.statement'), ...scale, t('answers.score')]}
      rows={statements.map(({ cell, ...statement }) => {
        const { distribution } = cell ?? {};
        const shares = scale.map((_, at) => (distribution?.shown ? shareEndInWords(distribution.answers[at], t) : t('value.hidden')));
        return [labelOf(statement, t), ...shares, scoreInWords(cell?.score, t)];
      })}
    />
  );
}

interface SignalPickerProps {
  ids: readonly string[];
  labels: Reading['labels'];
  chosen: string;
  onChoose: (signal: string) => void;
  t: Words;
}

function SignalPicker({ ids, labels, chosen, onChoose, t }: SignalPickerProps) {
  const id = useId();
  return (
    <span className={styles.actions}>
      <label htmlFor={id}>{t('answers.pick')}</label>
      <select id={id} className={styles.picker} value={chosen} onChange={(event) => onChoose(event.target.value)}>
        {ids.map((signal) => (
          <option key={signal} value={signal}>
            {labels[signal] ?? signal}
          </option>
        ))}
      </select>
    </span>
  );
}
