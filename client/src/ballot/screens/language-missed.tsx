import styles from './ballot.module.css';
import { Note, QuietAct } from './parts.js';
import { useReading } from './reading.js';

/** Above the page, which stays as it is: the language that was chosen did not come. */
export function LanguageMissed({ onAgain }: { onAgain: () => void }) {
  const { words } = useReading();
  return (
    <div role="alert" className={styles.main}>
      <Note>
        {words.languageMissed} <QuietAct act={onAgain}>{words.retry}</QuietAct>
      </Note>
    </div>
  );
}
