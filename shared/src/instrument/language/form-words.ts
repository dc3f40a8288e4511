import { type CompleteLanguage, shownLanguage } from './languages.js';
import type { FormWords } from './words.js';

export type { FormWords, FrameWords } from './words.js';

const LOAD: Record<CompleteLanguage, () => Promise<{ WORDS: FormWords }>> = {
  en: () => import('./form/en.js'),
  he: () => import('./form/he.js'),
};

/** The words of one language, loaded alone; English for a language that is not known or not complete. */
export async function loadFormWords(language: string): Promise<FormWords> {
  return (await LOAD[shownLanguage(language)]()).WORDS;
}

/** Fills `{name}` in a text with its value. Refuses (RangeError) a text that names a value not given, which would show a brace to an employee. */
export function fillIn(text: string, values: Readonly<Record<string, string | number>>): string {
  return text.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = values[name];
    if (value === undefined) throw new RangeError(`"${text}" needs a value for {${name}}`);
    return String(value);
  });
}
