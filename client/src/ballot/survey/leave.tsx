import { useId, useRef } from 'react';
import type { FrameWords } from '#shared/instrument/language/form-words.js';
import styles from './survey.module.css';

/** "Leave and erase", and the question whether it is meant: the browser's own dialog keeps the focus and closes on Escape. */
export function Leave({ words, onLeave }: { words: FrameWords; onLeave: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const question = useId();
  const consequence = useId();
  return (
    <>
      <button type="button" className={styles.leave} onClick={() => dialog.current?.showModal()}>
        {words.leave}
      </button>
      <dialog ref={dialog} className={styles.dialog} aria-labelledby={question} aria-describedby={consequence}>
        <h2 id={question}>{words.leaveQuestion}</h2>
        <p id={consequence}>{words.leaveConsequence}</p>
        <div className={styles.dialogButtons}>
          <button type="button" className={styles.danger} onClick={onLeave}>
            {words.leaveYes}
          </button>
          <button type="button" className={styles.quiet} onClick={() => dialog.current?.close()}>
            {words.leaveNo}
          </button>
        </div>
      </dialog>
    </>
  );
}
