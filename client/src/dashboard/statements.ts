import { formContent, itemWording } from '#shared/instrument/content.js';
import { shownLanguage } from '#shared/instrument/language/languages.js';

export interface Statement {
  id: string;
  text: string;
  /** Keyed the other way: often is the good answer. */
  reversed: boolean;
}

/** A statement as employees read it; a round of a later instrument may name one that this program does not know: then its id. */
export function statementIn(id: string, language: string): Statement {
  try {
    const { wording, reversed } = itemWording(id);
    return { id, text: wording[shownLanguage(language)], reversed };
  } catch (fault) {
    if (fault instanceof RangeError) return { id, text: id, reversed: false };
    throw fault;
  }
}

/** The answers of the scale, from the lowest. */
export function scaleIn(language: string): readonly string[] {
  return formContent('pulse').words[shownLanguage(language)].scale;
}
