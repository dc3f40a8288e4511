import { createContext, useContext } from 'react';
import type { CompleteLanguage } from '#shared/instrument/language/languages.js';
import type { Words } from '../language/words.js';

/** What the reader reads in. */
export interface Reading {
  words: Words;
  language: CompleteLanguage;
}

const Context = createContext<Reading | undefined>(undefined);
export const ReadingProvider = Context.Provider;

/** The words and the language of the page. Refuses (Error) outside a `ReadingProvider`. */
export function useReading(): Reading {
  const reading = useContext(Context);
  if (!reading) throw new Error('no words here');
  return reading;
}
