import { Model, settings } from 'survey-core';
import type { Form } from '#shared/ballot/manifest.js';
import { CANNOT_SAY } from '#shared/instrument/answers.js';
import type { FormWords } from '#shared/instrument/language/form-words.js';
import type { CompleteLanguage } from '#shared/instrument/language/languages.js';
import { surveyForm } from '#shared/instrument/survey-form.js';
import styles from './questions.module.css';

// SurveyJS renders headings as plain blocks, and animates by styles that our policy and reduced motion would have to allow for.
settings.titleTags.page = 'h1';
settings.titleTags.question = 'h2';
settings.animationEnabled = false;

/*
 * Of SurveyJS we use the form and its markup, not its looks: its style sheet is 38 kB for widgets we do not show, fetches fonts elsewhere,
 * and needs theme text injected that a strict policy refuses. Every class that one of our pages shows is named here.
 */
const CLASSES = {
  root: styles.survey,
  page: { root: styles.page, header: styles.pageHeader, title: styles.referent, description: styles.note, content: '' },
  question: { mainRoot: styles.question, header: styles.statement, title: styles.statementText, content: '' },
  radiogroup: {
    root: styles.choices,
    item: styles.choice,
    itemChecked: styles.chosen,
    label: styles.row,
    itemControl: styles.radio,
    controlLabel: styles.choiceText,
    materialDecorator: '',
  },
};

/** The form as a SurveyJS model that draws nothing but the questions; progress, buttons and the end are ours. */
export function surveyModel(form: Form, language: CompleteLanguage, words: FormWords): Model {
  const model = new Model(surveyForm(form, words));
  model.locale = language; // for the `lang` of its root; every text shown is the form's own
  model.showProgressBar = false;
  model.css = CLASSES;
  model.generateStylesheet = false;
  model.needRenderIcons = false;
  model.onUpdateChoiceItemCss.add((_, options) => {
    if (options.item.value >= CANNOT_SAY) options.css += ` ${styles.apart}`;
  });
  model.onScrollToTop.add((_, options) => {
    options.allow = false;
  });
  return model;
}
