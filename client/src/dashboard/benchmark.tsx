import styles from './dashboard.module.css';
import { useDashboardWords } from './language/words.js';

/** The question every board asks, answered where it is asked. */
export function Benchmark() {
  const t = useDashboardWords();
  return (
    <details className={styles.benchmark}>
      <summary>{t('trend.benchmark')}</summary>
      <p>{t('trend.benchmark1')}</p>
      <p>{t('trend.benchmark2')}</p>
    </details>
  );
}
