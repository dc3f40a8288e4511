import { type CompleteLanguage, type Language, shownLanguage } from './languages.js';
import { SIGNAL_WORDS as en } from './signals/en.js';
import { SIGNAL_WORDS as he } from './signals/he.js';
import type { SignalWords } from './words.js';

export type { SignalWord, SignalWords } from './words.js';

const WORDS: Record<CompleteLanguage, SignalWords> = { en, he };

/** The names of the signals for leaders; English for a language that is not complete. */
export function signalWords(language: Language): SignalWords {
  return WORDS[shownLanguage(language)];
}
