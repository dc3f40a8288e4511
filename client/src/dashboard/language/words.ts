import { createInstance, type i18n } from 'i18next';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Translated } from '../../office/language/translated.js';
import type { WordKeyOf, WordsOf } from '../../office/language/word-key.js';
import type { OfficeLanguage } from '../../office/language/words.js';
import { EN } from './en.js';
import { HE } from './he.js';

export type WordKey = WordKeyOf<typeof EN>;
/** The words of the dashboard: a key that does not exist does not compile. */
export type Words = WordsOf<typeof EN>;

const NAMESPACE = 'dashboard';
/** Every language of the office: one that is missing here does not compile. */
const WORDS: Record<OfficeLanguage, Translated<typeof EN>> = { en: EN, he: HE };

/** The dashboard's words join the office's own instance when the dashboard is first loaded, and not before. */
function joined(office: i18n): i18n {
  for (const [language, words] of Object.entries(WORDS)) {
    if (!office.hasResourceBundle(language, NAMESPACE)) office.addResourceBundle(language, NAMESPACE, words);
  }
  return office;
}

/** The words in the office's language. */
export function useDashboardWords(): Words {
  const { i18n } = useTranslation();
  const words = joined(i18n);
  return useMemo(() => words.getFixedT(null, NAMESPACE) as unknown as Words, [words]);
}

/** The same words without a page. */
export function wordsIn(language: string): Words {
  const words = createInstance();
  void words.init({ lng: language, fallbackLng: 'en', interpolation: { escapeValue: false }, initAsync: false, resources: {} });
  return joined(words).getFixedT(null, NAMESPACE) as unknown as Words;
}
