import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { CallRefused } from '../api/refused.js';
import { useWords } from '../office/language/words.js';
import styles from './page.module.css';
import { RefusalNote } from './refusal-note.js';

/** Shows what was read, the refusal, or that it is on its way. */
export function Wait<T>({ for: query, children }: { for: UseQueryResult<T, CallRefused>; children: (read: T) => ReactNode }) {
  const t = useWords();
  if (query.data !== undefined) return children(query.data);
  if (query.error) return <RefusalNote refused={query.error} />;
  return (
    <p className={styles.waiting} role="status">
      {t('wait')}
    </p>
  );
}
