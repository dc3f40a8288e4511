import { type CompleteLanguage, shownLanguage } from '#shared/instrument/language/languages.js';
import { WORDS as en } from './en.js';
import { WORDS as he } from './he.js';
import type { MailWords } from './mail-words.js';

const WORDS: Record<CompleteLanguage, MailWords> = { en, he };

/** The words for somebody whose language is `language`: its own where complete, English otherwise. */
export function wordsFor(language: string): { language: CompleteLanguage; words: MailWords } {
  const shown = shownLanguage(language);
  return { language: shown, words: WORDS[shown] };
}

/** Puts values in the place of `{names}`. A value is never read for names itself. */
export function fill(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);
}
