import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { TrendPoint } from '#shared/contract/results.js';
import type { Snapshot } from '#shared/results/snapshot.js';
import { AnswersFigure } from './answers-figure.js';
import { Benchmark } from './benchmark.js';
import { Changed } from './changed.js';
import styles from './dashboard.module.css';
import { firstSentence } from './first-sentence.js';
import { HeatFigure } from './heat-figure.js';
import { useDashboardWords } from './language/words.js';
import { Numbers } from './numbers.js';
import { Quality } from './quality.js';
import { type Reading, readingOf } from './reading.js';
import { SignalsFigure } from './signals-figure.js';
import { TrendFigure } from './trend-figure.js';
import { WithoutResults } from './without-results.js';

/** One published round: what it says first, its numbers, its signals and units; below, time and trust. */
export function Dashboard({ snapshot, rounds }: { snapshot: Snapshot; rounds: readonly TrendPoint[] }) {
  const { i18n } = useTranslation();
  const reading = useMemo(() => readingOf(snapshot, rounds, i18n.language), [snapshot, rounds, i18n.language]);
  return reading ? <WithResults key={snapshot.round} reading={reading} /> : <WithoutResults snapshot={snapshot} />;
}

function WithResults({ reading }: { reading: Reading }) {
  const t = useDashboardWords();
  const { snapshot, results, company, labels } = reading;
  const [chosen, setChosen] = useState(company.id);
  const round = `${company.name} · ${snapshot.title}`;
  const foot = t('figure.foot', { round });
  const unit = snapshot.units.find(({ id }) => id === chosen) ?? company;
  return (
    <>
      <div className={styles.opening}>
        <p className={styles.first}>{firstSentence(results.cells[company.id], labels, t)}</p>
        <Benchmark />
      </div>
      <Numbers reading={reading} />
      <div className={styles.pair}>
        <SignalsFigure reading={reading} unit={unit} foot={foot} onBack={() => setChosen(company.id)} />
        <HeatFigure reading={reading} round={round} chosen={chosen} onChoose={setChosen} />
      </div>
      <div className={styles.below}>
        <TrendFigure reading={reading} foot={foot} />
        <Changed reading={reading} />
      </div>
      <AnswersFigure reading={reading} unit={unit} foot={t('figure.footAnswers', { round })} />
      <Quality reading={reading} />
    </>
  );
}
