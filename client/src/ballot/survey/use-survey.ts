import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { Model } from 'survey-core';
import type { Form } from '#shared/ballot/manifest.js';
import type { Answers } from '#shared/instrument/answers.js';
import type { FormWords } from '#shared/instrument/language/form-words.js';
import type { CompleteLanguage } from '#shared/instrument/language/languages.js';
import { answersFrom, surveyDataFrom } from '#shared/instrument/survey-form.js';
import { surveyModel } from './survey-model.js';

interface Begin {
  form: Form;
  language: CompleteLanguage;
  words: FormWords;
  answers: Answers;
  page: number;
  onChange: (answers: Answers, page: number) => void;
}

/**
 * A SurveyJS model that begins with `answers` and follows `page`; `onChange` hears of each answer and each turn of a page.
 * `answers` is read once: from then on the model holds them.
 */
export function useSurvey({ form, language, words, answers, page, onChange }: Begin) {
  const [model] = useState<Model>(() => {
    const begun = surveyModel(form, language, words);
    begun.data = surveyDataFrom(answers);
    begun.currentPageNo = page;
    return begun;
  });
  const [current, setCurrent] = useState(() => answersFrom(form, model.data));
  const tell = useRef(onChange);
  tell.current = onChange;

  useEffect(() => {
    const changed = () => setCurrent(answersFrom(form, model.data));
    model.onValueChanged.add(changed);
    return () => model.onValueChanged.remove(changed);
  }, [form, model]);

  // Before the browser draws: nobody sees, or answers, the statements of one page under the number of another.
  useLayoutEffect(() => {
    model.currentPageNo = page;
  }, [model, page]);

  useEffect(() => tell.current(current, page), [current, page]);

  return { model, answers: current };
}
