import { useWords } from './language/words.js';
import styles from './shell.module.css';

export function Waiting() {
  const t = useWords();
  return (
    <main className={styles.narrow}>
      <p role="status">{t('wait')}</p>
    </main>
  );
}
