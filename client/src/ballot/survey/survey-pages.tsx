import { useEffect, useRef } from 'react';
import { Survey } from 'survey-react-ui';
import type { Form } from '#shared/ballot/manifest.js';
import { type Answers, SKIPPED } from '#shared/instrument/answers.js';
import { fillIn } from '#shared/instrument/language/form-words.js';
import { directionOf, type Language, shownLanguage } from '#shared/instrument/language/languages.js';
import { pagesOf } from '#shared/instrument/pages.js';
import { Leave } from './leave.js';
import { type PlaceHistory, placeHistory } from './place-history.js';
import { preparedWords } from './prepared-words.js';
import { Progress } from './progress.js';
import styles from './survey.module.css';
import { useQuestionPage } from './use-question-page.js';
import { useSurvey } from './use-survey.js';

export interface SurveyPagesProps {
  form: Form;
  /** One that `prepareSurvey` has loaded. */
  language: Language;
  /** Answers to begin with: those kept in this tab, or none. Read once for each form and language. */
  answers: Answers;
  /** The page to begin on, from 0, unless the browser's history already stands on one. */
  page: number;
  /** At the start, after every answer and every turn of a page: what to keep in this tab. Every item is there, skipped ones as 0. */
  onChange: (answers: Answers, page: number) => void;
  /** The last page is done. */
  onFinished: (answers: Answers) => void;
  /** Confirmed: erase everything and leave. */
  onLeave: () => void;
  /** Shared with the screens before and after; the window's own when not given. Must stay the same object. */
  history?: PlaceHistory;
}

const ownHistory = placeHistory(window);

/** The questions, a page at a time, in the reader's language and direction. Brings the page's h1: the referent. */
export function SurveyPages(props: SurveyPagesProps) {
  // Another form or language is another SurveyJS model, begun with the answers so far.
  return <PagesOfOneForm key={`${props.form} ${shownLanguage(props.language)}`} {...props} />;
}

function PagesOfOneForm({ form, onChange, onFinished, onLeave, history = ownHistory, ...begin }: SurveyPagesProps) {
  const language = shownLanguage(begin.language);
  const words = preparedWords(language);
  const pages = pagesOf(form).length;
  const { page, forward, back } = useQuestionPage(history, pages, begin.page);
  const { model, answers } = useSurvey({ form, language, words, answers: begin.answers, page, onChange });
  const top = useFocusOnTurn(page);
  const codes = Object.values(answers);
  const answered = codes.filter((code) => code !== SKIPPED).length;
  const { frame } = words;

  return (
    <section className={styles.pages} lang={language} dir={directionOf(language)}>
      <header className={styles.header}>
        <Progress answered={answered} total={codes.length} words={frame} />
        <Leave words={frame} onLeave={onLeave} />
      </header>
      <p ref={top} tabIndex={-1} className={styles.pageNumber}>
        {fillIn(frame.page, { page: page + 1, pages })}
      </p>
      <Survey model={model} />
      <nav className={styles.buttons}>
        <button type="button" className={styles.primary} onClick={page === pages - 1 ? () => onFinished(answers) : forward}>
          {page === pages - 1 ? frame.finish : frame.next}
        </button>
        <button type="button" className={styles.quiet} onClick={back}>
          {frame.back}
        </button>
        <p className={styles.skipNote}>{frame.skipNote}</p>
      </nav>
    </section>
  );
}

/** After a turn of a page, reading and tabbing begin at its top; not on arrival, where the reader already is. */
function useFocusOnTurn(page: number) {
  const top = useRef<HTMLParagraphElement>(null);
  const before = useRef(page);
  useEffect(() => {
    if (before.current === page) return;
    before.current = page;
    top.current?.focus({ preventScroll: true });
    window.scrollTo(0, 0);
  }, [page]);
  return top;
}
