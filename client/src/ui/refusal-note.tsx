import type { Problem } from '#shared/contract/refusal.js';
import type { CallRefused } from '../api/refused.js';
import { useWords } from '../office/language/words.js';
import { Callout } from './page.js';
import styles from './page.module.css';

/** A refusal in full: why, what to do, and each wrong field or row. */
export function RefusalNote({ refused }: { refused: CallRefused }) {
  const t = useWords();
  const { reason, remedy, problems = [] } = refused.parts;
  return (
    <Callout tone="danger" title={refused.away ? t('away.title') : (reason ?? t('refused.title'))}>
      {remedy ? <p>{remedy}</p> : null}
      {problems.length > 0 ? <Problems problems={problems} /> : null}
    </Callout>
  );
}

export function Problems({ problems }: { problems: readonly Problem[] }) {
  const t = useWords();
  return (
    <ul className={styles.list}>
      {problems.map((problem) => (
        <li key={`${problem.row}|${problem.field}|${problem.reason}`}>
          {problem.row === undefined ? null : <strong>{t('refused.row', { row: problem.row })} </strong>}
          {problem.reason} {problem.remedy}
        </li>
      ))}
    </ul>
  );
}
