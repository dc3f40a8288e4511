import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { CallRefused } from '../api/refused.js';
import { useWords } from '../office/language/words.js';
import { Page } from './page.js';
import styles from './page.module.css';
import { RefusalNote } from './refusal-note.js';

/** Shows what was read, the refusal, or that it is on its way. */
export function Wait<T>({ for: query, children }: { for: UseQueryResult<T, CallRefused>; children: (read: T) => ReactNode }) {
  if (query.data !== undefined) return children(query.data);
  if (query.error) return <RefusalNote refused={query.error} />;
  return <OnItsWay />;
}

/** The same for a page that has nothing without what is read: refused, it is a page that says so. */
export function PageWait<T>({ for: query, children }: { for: UseQueryResult<T, CallRefused>; children: (read: T) => ReactNode }) {
  const t = useWords();
  if (query.data !== undefined) return children(query.data);
  if (!query.error || query.error.away) return <OnItsWay />;
  const { reason, remedy } = query.error.parts;
  return <Page title={reason ?? t('refused.title')} lead={remedy} />;
}

function OnItsWay() {
  const t = useWords();
  return (
    <p className={styles.waiting} role="status">
      {t('wait')}
    </p>
  );
}
