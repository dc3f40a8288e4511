import type { Form } from '../ballot/manifest.js';
import { AnswerCode, type Answers, CANNOT_SAY, DID_NOT_HAPPEN, firstUnknownAnswer, itemOrder, SKIPPED } from './answers.js';
import { instrumentOf } from './core.js';
import type { FormWords } from './language/form-words.js';
import { pagesOf } from './pages.js';

/** The part of SurveyJS's JSON that a form uses. */
export interface SurveyForm {
  showProgressBar: true;
  progressBarLocation: 'top';
  progressBarType: 'questions';
  progressBarInheritWidthFrom: 'container';
  showCompletePage: false;
  showQuestionNumbers: false;
  showNavigationButtons: false;
  showTitle: false;
  showPageTitles: true;
  checkErrorsMode: 'onComplete';
  pages: SurveyPage[];
}
export interface SurveyPage {
  name: string;
  title: string;
  description?: string;
  elements: SurveyQuestion[];
}
export interface SurveyQuestion {
  type: 'radiogroup';
  name: string;
  title: string;
  choices: { value: number; text: string }[];
}

/** A form as SurveyJS reads it, in the words of one language. Radio groups, for a phone; nothing is required. */
export function surveyForm(form: Form, words: FormWords): SurveyForm {
  return {
    showProgressBar: true,
    progressBarLocation: 'top',
    progressBarType: 'questions',
    progressBarInheritWidthFrom: 'container',
    showCompletePage: false,
    showQuestionNumbers: false,
    showNavigationButtons: false,
    showTitle: false,
    showPageTitles: true,
    checkErrorsMode: 'onComplete',
    pages: pagesOf(form).map((itemIds, index) => pageIn(form, words, itemIds, index)),
  };
}

function pageIn(form: Form, words: FormWords, itemIds: readonly string[], index: number): SurveyPage {
  const mayNotArise = itemsThatMayNotArise(form);
  const note = itemIds.some((id) => mayNotArise.has(id)) ? { description: words.didNotHappenNote } : {};
  return {
    name: `page-${index + 1}`,
    title: words.referent,
    ...note,
    elements: itemIds.map((id) => ({
      type: 'radiogroup',
      name: id,
      title: words.items[id] ?? id,
      choices: choicesIn(words, mayNotArise.has(id)),
    })),
  };
}

function choicesIn(words: FormWords, mayNotArise: boolean): SurveyQuestion['choices'] {
  return [
    ...words.scale.map((text, index) => ({ value: index + 1, text })),
    ...(mayNotArise ? [{ value: DID_NOT_HAPPEN, text: words.didNotHappen }] : []),
    { value: CANNOT_SAY, text: words.cannotSay },
  ];
}

function itemsThatMayNotArise(form: Form): Set<string> {
  const items = instrumentOf(form).signals.flatMap((signal) => signal.items);
  return new Set(items.filter((item) => item.mayNotArise).map((item) => item.id));
}

/** An answer that the form does not hold, with the item it names. */
export class AnswerUnknown extends RangeError {
  constructor(readonly item: string) {
    super(`The form has no such answer: ${item}.`);
  }
}

/**
 * The answers of a form from SurveyJS's data: every item by its id, 0 where nothing was chosen.
 * Refuses (AnswerUnknown) an item the form does not have and an option the item does not offer, which SurveyJS itself lets pass.
 */
export function answersFrom(form: Form, surveyData: Readonly<Record<string, unknown>>): Answers {
  const instrument = instrumentOf(form);
  const answers: Answers = Object.fromEntries(itemOrder(instrument).map((id) => [id, SKIPPED]));
  for (const [id, chosen] of Object.entries(surveyData)) {
    if (!Object.hasOwn(answers, id) || !offered(chosen)) throw new AnswerUnknown(id);
    answers[id] = chosen;
  }
  const unknown = firstUnknownAnswer(instrument, answers);
  if (unknown !== undefined) throw new AnswerUnknown(unknown);
  return answers;
}

/** SurveyJS's data from answers: what was skipped is absent. The inverse of `answersFrom`. */
export function surveyDataFrom(answers: Readonly<Answers>): Record<string, AnswerCode> {
  return Object.fromEntries(Object.entries(answers).filter(([, code]) => code !== SKIPPED));
}

/** Whether a value is a code somebody can choose on a page; 0 is the absence of a choice. */
function offered(value: unknown): value is AnswerCode {
  return AnswerCode.safeParse(value).success && value !== SKIPPED;
}
