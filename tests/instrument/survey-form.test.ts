import fc from 'fast-check';
import { Form } from '#shared/ballot/manifest.js';
import { CANNOT_SAY, DID_NOT_HAPPEN, firstUnknownAnswer, itemOrder, SKIPPED } from '#shared/instrument/answers.js';
import { instrumentOf } from '#shared/instrument/core.js';
import { loadFormWords } from '#shared/instrument/language/form-words.js';
import type { Language } from '#shared/instrument/language/languages.js';
import { pagesOf } from '#shared/instrument/pages.js';
import { AnswerUnknown, answersFrom, surveyDataFrom, surveyForm } from '#shared/instrument/survey-form.js';

const formIn = async (form: Form, language: Language) => surveyForm(form, await loadFormWords(language));

describe('the SurveyJS form', () => {
  test.each(Form.options)('%s: a page of radio groups for each page, with the referent once on it', async (form) => {
    const { pages } = await formIn(form, 'en');
    expect(pages.map(({ elements }) => elements.map(({ name }) => name))).toEqual(pagesOf(form));
    for (const { title, elements } of pages) {
      expect(title).toBe('In the last three months, in the part of the company where I work');
      expect(new Set(elements.map(({ type }) => type))).toEqual(new Set(['radiogroup']));
    }
  });

  test('"can\'t say" is always there, "did not happen" only where the thing may not have arisen', async () => {
    const mayNotArise = new Set(
      instrumentOf('core').signals.flatMap(({ items }) => items.filter((item) => item.mayNotArise).map(({ id }) => id)),
    );
    expect(mayNotArise.size).toBeGreaterThan(0);
    for (const { elements } of (await formIn('core', 'en')).pages) {
      for (const { name, choices } of elements) {
        expect(choices.map(({ value }) => value)).toEqual([1, 2, 3, 4, 5, ...(mayNotArise.has(name) ? [DID_NOT_HAPPEN] : []), CANNOT_SAY]);
      }
    }
  });

  test('in Hebrew nothing is left in English; in a language not complete all is', async () => {
    const json = JSON.stringify(
      (await formIn('core', 'he')).pages.map(({ title, description, elements }) => ({
        title,
        description,
        texts: elements.map((question) => [question.title, ...question.choices.map(({ text }) => text)]),
      })),
    );
    expect(json.replace(/"(title|description|texts)"/g, '')).not.toMatch(/[A-Za-z]/);
    expect(await formIn('core', 'de')).toEqual(await formIn('core', 'en'));
  });
});

describe('answers of the SurveyJS form', () => {
  test.each(Form.options)('%s: any answers go to SurveyJS and come back as they were, and fit the form', (form) => {
    const instrument = instrumentOf(form);
    const items = instrument.signals.flatMap(({ items }) => items);
    const answers = fc.tuple(
      ...items.map((item) => fc.constantFrom(0, 1, 2, 3, 4, 5, CANNOT_SAY, ...(item.mayNotArise ? [DID_NOT_HAPPEN] : []))),
    );
    fc.assert(
      fc.property(answers, (codes) => {
        const given = Object.fromEntries(items.map(({ id }, index) => [id, codes[index] ?? SKIPPED]));
        expect(answersFrom(form, surveyDataFrom(given))).toEqual(given);
        expect(firstUnknownAnswer(instrument, given)).toBeUndefined();
      }),
    );
  });

  test('nothing answered is every item skipped', () => {
    expect(answersFrom('core', {})).toEqual(Object.fromEntries(itemOrder(instrumentOf('core')).map((id) => [id, SKIPPED])));
  });

  test.each([
    ['an item the form does not have', { 'silence-4': 1 }, 'silence-4'],
    ['an item of the other form', { 'silence-1': 1 }, 'silence-1'],
    ['a key that is no item at all', JSON.parse('{"__proto__": 1}'), '__proto__'],
    ['"did not happen" where it is not offered', { 'cc-storm-1': DID_NOT_HAPPEN }, 'cc-storm-1'],
    ['a number off the scale', { 'cc-storm-1': 6 }, 'cc-storm-1'],
    ['a digit in quotes', { 'cc-storm-1': '3' }, 'cc-storm-1'],
    ['nothing where a choice stands', { 'cc-storm-1': null }, 'cc-storm-1'],
  ])('refused, naming the item: %s', (_, surveyData: Record<string, unknown>, item) => {
    expect(() => answersFrom('pulse', surveyData)).toThrow(AnswerUnknown);
    expect(() => answersFrom('pulse', surveyData)).toThrow(item);
  });
});
