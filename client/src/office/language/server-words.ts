import { useTranslation } from 'react-i18next';
import { HE_SERVER } from './he/server.js';
import type { OfficeLanguage } from './words.js';

/** Of each language but English, in which the server speaks. */
const TEXTS: Readonly<Record<Exclude<OfficeLanguage, 'en'>, Readonly<Record<string, string>>>> = { he: HE_SERVER };

/** Says what the server says in another language. What it only passes on, such as a mail server's own words, stays as it came. */
export type ServerWords = (english: string) => string;

const SAID: ReadonlyMap<string, ServerWords> = new Map(Object.entries(TEXTS).map(([language, texts]) => [language, inWordsOf(texts)]));

export function serverWords(language: string): ServerWords {
  return SAID.get(language) ?? ((english) => english);
}

export function useServerWords(): ServerWords {
  return serverWords(useTranslation().i18n.language);
}

function inWordsOf(texts: Readonly<Record<string, string>>): ServerWords {
  const filledIn = Object.entries(texts)
    .filter(([english]) => english.includes('{{'))
    .map(([english, other]) => ({ form: formOf(english), other }));
  return (english) => texts[english] ?? fillIn(filledIn, english) ?? english;
}

/** A text as a pattern, each of its names a group of that name. */
function formOf(english: string): RegExp {
  const pattern = english
    .split(/\{\{(\w+)\}\}/)
    .map((part, at) => (at % 2 ? `(?<${part}>.+)` : part.replace(/[.*+?^$()|[\]\\]/g, '\\$&')))
    .join('');
  return new RegExp(`^${pattern}$`, 's');
}

function fillIn(filledIn: readonly { form: RegExp; other: string }[], english: string): string | undefined {
  for (const { form, other } of filledIn) {
    const values = form.exec(english)?.groups;
    if (values) return other.replace(/\{\{(\w+)\}\}/g, (_, name: string) => values[name] ?? '');
  }
  return undefined;
}
