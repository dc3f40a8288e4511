import { createInstance, type i18n } from 'i18next';
import { initReactI18next, useTranslation } from 'react-i18next';
import { directionOf, LANGUAGES, type Language } from '#shared/instrument/language/languages.js';
import { EN } from './en.js';
import { HE } from './he.js';

type PathOf<T> = { [K in keyof T & string]: T[K] extends string ? K : `${K}.${PathOf<T[K]>}` }[keyof T & string];
/** i18next finds `key_one`, `key_other` by `count`; the key itself is what is asked for. */
type Plural<P extends string> = P extends `${infer Stem}_${'one' | 'other'}` ? Stem : P;
export type WordKey = Plural<PathOf<typeof EN>>;
/** The words of the office: a key that does not exist does not compile. */
export type Words = (key: WordKey, values?: Record<string, string | number>) => string;

/** Languages of the office. English is complete; the others are added here, file by file, and read English until then. */
const RESOURCES = { en: { office: EN }, he: { office: HE } };

/** The office's own instance, in the language asked for where it is there. Sets the page's language and direction. */
export function officeWords(language: string): i18n {
  const words = createInstance();
  words.use(initReactI18next);
  void words.init({
    lng: language,
    fallbackLng: 'en',
    supportedLngs: Object.keys(LANGUAGES),
    ns: ['office'],
    defaultNS: 'office',
    resources: RESOURCES,
    interpolation: { escapeValue: false },
    initAsync: false,
  });
  const shown: Language = language in RESOURCES ? (language as Language) : 'en';
  document.documentElement.lang = shown;
  document.documentElement.dir = directionOf(shown);
  return words;
}

export function useWords(): Words {
  return useTranslation('office').t as unknown as Words;
}
