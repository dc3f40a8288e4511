import { type FormWords, loadFormWords } from '#shared/instrument/language/form-words.js';
import { type CompleteLanguage, type Language, shownLanguage } from '#shared/instrument/language/languages.js';

const prepared = new Map<CompleteLanguage, FormWords>();

/** Loads the words of every language that the question pages may be asked to show. */
export async function prepareSurvey(languages: readonly Language[]): Promise<void> {
  await Promise.all(
    [...new Set(languages.map(shownLanguage))].map(async (language) => {
      prepared.set(language, await loadFormWords(language));
    }),
  );
}

/** The words of a prepared language. Refuses one that is not: loading it now would be a request after the ballot was collected. */
export function preparedWords(language: Language): FormWords {
  const words = prepared.get(shownLanguage(language));
  if (!words) throw new Error(`prepareSurvey() was not called for "${language}".`);
  return words;
}
