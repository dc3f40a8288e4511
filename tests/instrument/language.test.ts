import { wordsFor as mailWordsFor } from '#server/mail/words/words.js';
import { Form } from '#shared/ballot/manifest.js';
import { itemOrder } from '#shared/instrument/answers.js';
import { formContent, itemWording } from '#shared/instrument/content.js';
import { CORE, PULSE } from '#shared/instrument/core.js';
import { type FormWords, fillIn, loadFormWords } from '#shared/instrument/language/form-words.js';
import { COMPLETE_LANGUAGES, directionOf, LANGUAGES, type Language, shownLanguage } from '#shared/instrument/language/languages.js';
import { signalWords } from '#shared/instrument/language/signal-words.js';
import { SIGNALS } from '#shared/instrument/signal.js';

/** Every string of a value by its path. */
function strings(value: unknown, path = ''): Map<string, string> {
  if (typeof value === 'string') return new Map([[path, value]]);
  return new Map(Object.entries(value ?? {}).flatMap(([key, inner]) => [...strings(inner, `${path}/${key}`)]));
}

/** The paths at which a language has no text where English has one, or loses a value to fill in. */
function missing(words: unknown, english: unknown): string[] {
  const there = strings(words);
  const holes = (text: string) => (text.match(/\{\w+\}/g) ?? []).sort().join();
  return [...strings(english)]
    .filter(([path, text]) => !there.get(path)?.trim() || holes(there.get(path) ?? '') !== holes(text))
    .map(([path]) => path);
}

const words = new Map<Language, FormWords>();
beforeAll(async () => {
  for (const language of COMPLETE_LANGUAGES) words.set(language, await loadFormWords(language));
});
const wordsIn = (language: Language) => words.get(language) as FormWords;

describe('languages', () => {
  test('five are declared; English and Hebrew are complete, Hebrew from right to left', () => {
    expect(Object.keys(LANGUAGES)).toEqual(['en', 'de', 'fr', 'es', 'he']);
    expect(COMPLETE_LANGUAGES).toEqual(expect.arrayContaining(['en', 'he']));
    expect(directionOf('he')).toBe('rtl');
  });

  test('a language that is not complete shows English, in its direction', async () => {
    for (const language of Object.keys(LANGUAGES) as Language[]) {
      if (LANGUAGES[language].complete) continue;
      expect(shownLanguage(language)).toBe('en');
      expect(directionOf(language)).toBe('ltr');
      expect(await loadFormWords(language)).toBe(wordsIn('en'));
    }
  });

  test.each(['xx', 'toString', ''])('so does one that this program does not know, in mails too: "%s"', async (language) => {
    expect([shownLanguage(language), directionOf(language)]).toEqual(['en', 'ltr']);
    expect(signalWords(language)).toBe(signalWords('en'));
    expect(mailWordsFor(language).language).toBe('en');
    expect(await loadFormWords(language)).toBe(wordsIn('en'));
  });

  test.each(COMPLETE_LANGUAGES)('%s: no string is missing', (language) => {
    expect(missing(wordsIn(language), wordsIn('en'))).toEqual([]);
    expect(Object.keys(wordsIn(language).items).sort()).toEqual(itemOrder(CORE).sort());
    expect(Object.keys(signalWords(language))).toEqual(SIGNALS);
    for (const { label, explanation } of Object.values(signalWords(language))) expect(label && explanation).toBeTruthy();
  });

  test('a planted hole is found: an item, an empty label, a lost number', () => {
    const { 'silence-1': _, ...items } = wordsIn('he').items;
    expect(missing({ ...wordsIn('he'), items }, wordsIn('en'))).toEqual(['/items/silence-1']);
    expect(missing({ ...wordsIn('he'), cannotSay: ' ' }, wordsIn('en'))).toEqual(['/cannotSay']);
    const frame = { ...wordsIn('he').frame, progress: 'נענו' };
    expect(missing({ ...wordsIn('he'), frame }, wordsIn('en'))).toEqual(['/frame/progress']);
  });

  test('Hebrew is Hebrew, and leaves nobody out: no Latin letters, no slashed or bracketed endings', () => {
    const all = [...strings(wordsIn('he')).values(), ...strings(signalWords('he')).values()].map((text) => text.replace(/\{\w+\}/g, ''));
    for (const text of all) {
      expect(text).toMatch(/[\u05d0-\u05ea]/);
      expect(text).not.toMatch(/[A-Za-z]|\p{L}[/(.]\p{L}/u);
    }
  });
});

describe('wording', () => {
  test.each(COMPLETE_LANGUAGES)('%s: every statement differs, ends in a full stop, and fits a phone', (language) => {
    const statements = Object.values(wordsIn(language).items);
    expect(new Set(statements).size).toBe(33);
    for (const statement of statements) {
      expect(statement).toMatch(/\.$/);
      expect(statement.length).toBeLessThanOrEqual(100);
    }
  });

  test('English reads at grade 8 or below on average, and no statement above 12 (Flesch-Kincaid)', () => {
    const grades = Object.values(wordsIn('en').items).map(fleschKincaid);
    expect(grades.reduce((sum, grade) => sum + grade, 0) / grades.length).toBeLessThanOrEqual(8);
    expect(Math.max(...grades)).toBeLessThanOrEqual(12);
  });

  test('one idea a statement: one sentence, no "and/or", no double negative', () => {
    for (const statement of Object.values(wordsIn('en').items)) {
      expect(statement.slice(0, -1)).not.toMatch(/and\/or|[.;:?]/);
      expect(statement.match(/\b(not|never|no|nobody|without)\b/gi)?.length ?? 0).toBeLessThanOrEqual(1);
    }
  });

  test.each(COMPLETE_LANGUAGES)('%s: nothing an employee reads on the pages holds a signal’s name', (language) => {
    const read = [...strings(wordsIn(language)).values()].map((text) => text.toLowerCase());
    const names = Object.entries(signalWords(language)).flatMap(([id, { label, alias }]) => [id, label, alias ?? label]);
    for (const name of names) for (const text of read) expect(text.includes(name.toLowerCase()) ? { name, text } : null).toBeNull();
  });
});

describe('identity of a form', () => {
  test('its content is plain JSON with every item, its keying, the pages and the wording in each complete language', () => {
    for (const form of Form.options) {
      const content = formContent(form);
      expect(JSON.parse(JSON.stringify(content))).toEqual(content);
      expect(content.pages.flat().sort()).toEqual(content.signals.flatMap(({ items }) => items.map(({ id }) => id)).sort());
      expect(Object.keys(content.words)).toEqual(COMPLETE_LANGUAGES);
    }
    expect(JSON.stringify(formContent('core'))).toContain('למיילים');
    expect(JSON.stringify(formContent('core'))).not.toContain(wordsIn('en').frame.finish);
  });

  test("an item of the pulse has the identity of the core's", () => {
    const inCore = new Map(formContent('core').signals.flatMap(({ items }) => items.map((item) => [item.id, item])));
    for (const { items } of formContent('pulse').signals) for (const item of items) expect(item).toEqual(inCore.get(item.id));
    for (const id of itemOrder(PULSE)) expect(itemWording(id)).toEqual(inCore.get(id));
    expect(() => itemWording('silence-4')).toThrow('silence-4');
  });
});

test('a text with a value left out is refused, not shown with a brace', () => {
  expect(fillIn('{answered} of {total}', { answered: 12, total: 33 })).toBe('12 of 33');
  expect(() => fillIn('{answered} of {total}', { answered: 12 })).toThrow('total');
});

/** Flesch-Kincaid grade of one sentence (Kincaid et al. 1975); syllables counted as groups of vowels, a silent final e left out. */
function fleschKincaid(sentence: string): number {
  const inWords = sentence.toLowerCase().match(/[a-z’]+/g) ?? [];
  const syllables = inWords.map((word) =>
    Math.max(1, word.replace(/(?:[^laeiouy]es|[^td]ed|[^l]e)$/, '').match(/[aeiouy]+/g)?.length ?? 1),
  );
  return 0.39 * inWords.length + (11.8 * syllables.reduce((sum, n) => sum + n, 0)) / inWords.length - 15.59;
}
