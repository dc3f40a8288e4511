import type { CompleteLanguage } from '#shared/instrument/language/languages.js';
import type { Words } from './en.js';

export type { Words };

const LOAD: Record<CompleteLanguage, () => Promise<{ words: Words }>> = {
  en: () => import('./en.js'),
  he: () => import('./he.js'),
};

/** The words of one language, loaded alone. */
export async function loadWords(language: CompleteLanguage): Promise<Words> {
  return (await LOAD[language]()).words;
}
