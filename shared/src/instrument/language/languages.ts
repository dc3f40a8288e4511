/**
 * The languages of the ballot. A language is offered once it is `complete`: every string there, reviewed, and a missing one a failing test.
 * The others are declared so that rosters may name them; until then their people read English.
 */
export const LANGUAGES = {
  en: { ownName: 'English', direction: 'ltr', complete: true },
  de: { ownName: 'Deutsch', direction: 'ltr', complete: false },
  fr: { ownName: 'Français', direction: 'ltr', complete: false },
  es: { ownName: 'Español', direction: 'ltr', complete: false },
  he: { ownName: 'עברית', direction: 'rtl', complete: true },
} as const satisfies Record<string, { ownName: string; direction: 'ltr' | 'rtl'; complete: boolean }>;

export type Language = keyof typeof LANGUAGES;
export type CompleteLanguage = { [L in Language]: (typeof LANGUAGES)[L]['complete'] extends true ? L : never }[Language];

/** The languages that may be offered, in the order of the table. */
export const COMPLETE_LANGUAGES = (Object.keys(LANGUAGES) as Language[]).filter(isComplete);

/** Whether a language has every string, and so may be offered. */
function isComplete(language: Language): language is CompleteLanguage {
  return LANGUAGES[language].complete;
}

/** Whether a code is one of the table's. */
export function isLanguage(code: string): code is Language {
  return Object.hasOwn(LANGUAGES, code);
}

/** The language in which somebody who asked for `language` reads: itself when known and complete, English otherwise. */
export function shownLanguage(language: string): CompleteLanguage {
  return isLanguage(language) && isComplete(language) ? language : 'en';
}

/** The writing direction of what somebody who asked for `language` reads. */
export function directionOf(language: string): 'ltr' | 'rtl' {
  return LANGUAGES[shownLanguage(language)].direction;
}
