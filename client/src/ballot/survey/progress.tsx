import { type FrameWords, fillIn } from '#shared/instrument/language/form-words.js';
import styles from './survey.module.css';

/** How many statements are answered, in words and as a bar. SurveyJS's own bar has no value for a screen reader, and loses its numbers in Hebrew. */
export function Progress({ answered, total, words }: { answered: number; total: number; words: FrameWords }) {
  const text = fillIn(words.progress, { answered, total });
  return (
    <>
      <p className={styles.progressText} aria-hidden="true">
        {text}
      </p>
      <progress className={styles.bar} value={answered} max={total} aria-label={text} />
    </>
  );
}
