import type { Form } from '#shared/ballot/manifest.js';
import { type Answers, itemOrder, SKIPPED } from '#shared/instrument/answers.js';
import { instrumentOf } from '#shared/instrument/core.js';

/** Nothing answered yet: every item of the form, skipped. */
export function blankAnswers(form: Form): Answers {
  return Object.fromEntries(itemOrder(instrumentOf(form)).map((id) => [id, SKIPPED]));
}
