import { createInstance, type i18n } from 'i18next';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { EN } from './en.js';

type PathOf<T> = { [K in keyof T & string]: T[K] extends string ? K : `${K}.${PathOf<T[K]>}` }[keyof T & string];
/** A key that does not exist does not compile. */
export type WordKey = PathOf<typeof EN>;
export type Words = (key: WordKey, values?: Record<string, string | number>) => string;

const NAMESPACE = 'dashboard';

/** The dashboard's words join the office's own instance when the dashboard is first loaded, and not before. */
function joined(office: i18n): i18n {
  if (!office.hasResourceBundle('en', NAMESPACE)) office.addResourceBundle('en', NAMESPACE, EN);
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
