import { type AnswerCode, type Answers, CANNOT_SAY, DID_NOT_HAPPEN, SKIPPED } from './answers.js';
import { type Form, instrumentOf } from './core.js';
import type { FormWords } from './language/words.js';
import { pagesOf } from './pages.js';

/** One line of the summary: the statement, the answer as it was read, and the code that is sent for it. */
export interface AnswerInWords {
  id: string;
  statement: string;
  answer: string;
  code: AnswerCode;
}

/** What was answered, as it was read, page by page in presented order. Items missing from `answers` count as skipped. */
export function answersInWords(form: Form, words: FormWords, answers: Readonly<Answers>): AnswerInWords[][] {
  return pagesOf(form).map((ids) =>
    ids.map((id) => {
      const code = answers[id] ?? SKIPPED;
      return { id, statement: words.items[id] ?? id, answer: answerText(words, code), code };
    }),
  );
}

function answerText(words: FormWords, code: AnswerCode): string {
  if (code === CANNOT_SAY) return words.cannotSay;
  if (code === DID_NOT_HAPPEN) return words.didNotHappen;
  return words.scale[code - instrumentOf('core').scale.min] ?? words.frame.notAnswered;
}
