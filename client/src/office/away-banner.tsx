import { useQueryClient } from '@tanstack/react-query';
import { useSyncExternalStore } from 'react';
import { connectionNow, onConnection } from '../api/connection.js';
import { Button } from '../ui/button.js';
import { useWords } from './language/words.js';
import styles from './shell.module.css';

/** Stands above every page while the server or its store is away; goes by itself once an answer comes. */
export function AwayBanner() {
  const t = useWords();
  const connection = useSyncExternalStore(onConnection, connectionNow);
  const client = useQueryClient();
  if (connection === 'here') return null;
  return (
    <div role="alert" className={styles.away}>
      <span>
        <strong>{t('away.title')}</strong> {t('away.text')}
      </span>
      <Button
        small
        onPress={async () => {
          await client.cancelQueries();
          await client.refetchQueries({ type: 'active' });
        }}
      >
        {t('away.retry')}
      </Button>
    </div>
  );
}
