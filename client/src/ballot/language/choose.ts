import { COMPLETE_LANGUAGES, type CompleteLanguage } from '#shared/instrument/language/languages.js';

/** The language to begin with: the one chosen here before, else the first of the browser's own that is complete, else English. */
export function chooseLanguage(kept: string | null, preferred: readonly string[]): CompleteLanguage {
  // Browsers of old called Hebrew "iw".
  const wanted = [kept ?? '', ...preferred].map((tag) => tag.toLowerCase().split('-')[0]?.replace(/^iw$/, 'he'));
  return wanted.map((tag) => COMPLETE_LANGUAGES.find((language) => language === tag)).find((found) => found !== undefined) ?? 'en';
}

/** The languages that a round offers and this page has whole. */
export function offeredLanguages(inManifest: readonly string[]): CompleteLanguage[] {
  return COMPLETE_LANGUAGES.filter((language) => inManifest.includes(language));
}
