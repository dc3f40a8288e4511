import type { Problem } from '#shared/contract/refusal.js';
import type { CallRefused } from '../api/refused.js';
import { useWords } from '../office/language/words.js';
import { Callout } from './page.js';
import styles from './page.module.css';

/** A refusal in full: in which row, why, what to do, and whatever else is wrong. */
export function RefusalNote({ refused }: { refused: CallRefused }) {
  const t = useWords();
  const { field, row, reason, remedy, problems = [] } = refused.parts;
  const others = problems.filter((problem) => problem.field !== field || problem.row !== row || problem.reason !== reason);
  const why = reason ?? t('refused.title');
  const title = row === undefined ? why : `${t('refused.row', { row })} ${why}`;
  return (
    <Callout tone="danger" title={refused.away ? t('away.title') : title}>
      {remedy ? <p>{remedy}</p> : null}
      {others.length > 0 ? <Problems problems={others} /> : null}
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
