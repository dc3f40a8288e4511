import type { Totals as TotalsFormat } from '#shared/ballot/bulletin.js';
import type { ShownScore } from '#shared/results/cell.js';
import { moment } from '#shared/round/moment.js';
import { number } from '../language/numbers.js';
import styles from '../screens/ballot.module.css';
import { type Reading, useReading } from '../screens/reading.js';
import type { PublicRound } from './look-up.js';

/** The counts that are published whatever the answers. */
export function Totals({ totals }: { totals: TotalsFormat }) {
  const { words, language } = useReading();
  const rows = Object.entries(words.check.total) as [keyof TotalsFormat, string][];
  return (
    <section className={styles.card}>
      <h2>{words.check.totals}</h2>
      <dl className={styles.totals}>
        {rows.map(([name, label]) => (
          <div key={name} className={styles.total}>
            <dt>{label}</dt>
            <dd>{number(totals[name], language)}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

/** The company's result for its employees, or from when it is shown. */
export function PublishedIndex({ round: { manifest, index } }: { round: PublicRound }) {
  const reading = useReading();
  const { words, language } = reading;
  return (
    <section className={styles.card}>
      <h2>{words.check.index}</h2>
      <p>
        <bdi>{manifest.title}</bdi>
      </p>
      <p>
        {index
          ? indexText(index.outcome, index.index, reading)
          : words.check.indexFrom(moment(manifest.terms.employeesSeeResultsFrom, manifest.timeZone, language))}
      </p>
    </section>
  );
}

function indexText(outcome: 'results' | 'without-results', index: ShownScore | { shown: false }, { words, language }: Reading): string {
  if (outcome === 'without-results') return words.check.withoutResults;
  if (!index.shown) return words.check.indexHidden;
  const points = (value: number) => number(Math.round(value), language);
  const interval = index.interval ? words.check.interval(points(index.interval[0]), points(index.interval[1])) : '';
  return words.check.indexText(words.check.end[index.end](points(index.mean)), interval);
}
