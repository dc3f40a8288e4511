import { type CompleteLanguage, shownLanguage } from './languages.js';
import { SIGNAL_WORDS as en } from './signals/en.js';
import { SIGNAL_WORDS as he } from './signals/he.js';
import type { SignalWords } from './words.js';

export type { SignalWord, SignalWords } from './words.js';

const WORDS: Record<CompleteLanguage, SignalWords> = { en, he };

/** The names of the signals for leaders; English for a language that is not known or not complete. */
export function signalWords(language: string): SignalWords {
  return WORDS[shownLanguage(language)];
}
