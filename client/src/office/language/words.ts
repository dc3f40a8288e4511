import { createInstance, type i18n } from 'i18next';
import { initReactI18next, useTranslation } from 'react-i18next';
import { directionOf } from '#shared/instrument/language/languages.js';
import { EN } from './en.js';
import { HE } from './he.js';
import type { WordKeyOf, WordsOf } from './word-key.js';

export type WordKey = WordKeyOf<typeof EN>;
/** The words of the office: a key that does not exist does not compile. */
export type Words = WordsOf<typeof EN>;

/** Languages of the office, each with every word. One more is added here, file by file; until then its people read English. */
const RESOURCES = { en: { office: EN }, he: { office: HE } };
export type OfficeLanguage = keyof typeof RESOURCES;

/** The office's own instance, in the language asked for where it is there. Sets the page's language and direction. */
export function officeWords(language: string): i18n {
  const shown: OfficeLanguage = language in RESOURCES ? (language as OfficeLanguage) : 'en';
  const words = createInstance();
  words.use(initReactI18next);
  void words.init({
    lng: shown,
    fallbackLng: 'en',
    supportedLngs: Object.keys(RESOURCES),
    ns: ['office'],
    defaultNS: 'office',
    resources: RESOURCES,
    interpolation: { escapeValue: false },
    initAsync: false,
  });
  document.documentElement.lang = shown;
  document.documentElement.dir = directionOf(shown);
  return words;
}

export function useWords(): Words {
  return useTranslation('office').t as unknown as Words;
}
