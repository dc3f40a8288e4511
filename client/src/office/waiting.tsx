import { useWords } from './language/words.js';
import styles from './shell.module.css';

export function Waiting() {
  return (
    <main className={styles.narrow}>
      <Coming />
    </main>
  );
}

export function Coming() {
  const t = useWords();
  return <p role="status">{t('wait')}</p>;
}
