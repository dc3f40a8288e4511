import type { Form } from '../ballot/manifest.js';
import { CORE, instrumentOf } from './core.js';
import type { Item, Scale } from './instrument.js';
import { WORDS as en } from './language/form/en.js';
import { WORDS as he } from './language/form/he.js';
import type { FormWords } from './language/form-words.js';
import { COMPLETE_LANGUAGES, type CompleteLanguage } from './language/languages.js';
import { pagesOf } from './pages.js';

const WORDS: Record<CompleteLanguage, FormWords> = { en, he };

type InEachLanguage<T> = Record<CompleteLanguage, T>;

/** What makes an item the same item in two rounds: its keying, its scale, the answers it offers and its wording in every complete language. */
export interface ItemContent {
  id: string;
  reversed: boolean;
  mayNotArise: boolean;
  scale: Scale;
  wording: InEachLanguage<string>;
}

/** Everything a form puts to an employee and how it is keyed: what the form's hash in the manifest is taken of. */
export interface FormContent {
  form: Form;
  scale: Scale;
  signals: { id: string; items: ItemContent[] }[];
  pages: readonly (readonly string[])[];
  words: InEachLanguage<Omit<FormWords, 'items' | 'frame'>>;
}

/** The content of a form in all complete languages, as plain JSON. Buttons and other words around the questions are left out: they change nothing that was asked. */
export function formContent(form: Form): FormContent {
  const { scale, signals } = instrumentOf(form);
  return {
    form,
    scale,
    signals: signals.map(({ id, items }) => ({ id, items: items.map(contentOf) })),
    pages: pagesOf(form),
    words: inEachLanguage(({ referent, scale, cannotSay, didNotHappen, didNotHappenNote }) => ({
      referent,
      scale,
      cannotSay,
      didNotHappen,
      didNotHappenNote,
    })),
  };
}

/** The identity of one item of the core (the pulse's are the core's own), as plain JSON: rounds are compared on items whose content is equal. Refuses an unknown id. */
export function itemWording(itemId: string): ItemContent {
  const item = CORE.signals.flatMap(({ items }) => items).find(({ id }) => id === itemId);
  if (!item) throw new RangeError(`The core form has no item "${itemId}".`);
  return contentOf(item);
}

function contentOf({ id, reversed = false, mayNotArise = false }: Item): ItemContent {
  return { id, reversed, mayNotArise, scale: CORE.scale, wording: inEachLanguage(({ items }) => wordingOf(items, id)) };
}

function wordingOf(items: FormWords['items'], id: string): string {
  const wording = items[id];
  if (wording === undefined) throw new RangeError(`Item "${id}" has no wording.`);
  return wording;
}

function inEachLanguage<T>(read: (words: FormWords) => T): InEachLanguage<T> {
  return Object.fromEntries(COMPLETE_LANGUAGES.map((language) => [language, read(WORDS[language])])) as InEachLanguage<T>;
}
