import { EN as DASHBOARD_EN } from '../../client/src/dashboard/language/en.js';
import { HE as DASHBOARD_HE } from '../../client/src/dashboard/language/he.js';
import { EN } from '../../client/src/office/language/en.js';
import { HE } from '../../client/src/office/language/he.js';

/** Every word by its path. */
function flat(words: object, path = ''): [string, string][] {
  return Object.entries(words).flatMap(([key, value]) =>
    typeof value === 'string' ? [[path + key, value] as [string, string]] : flat(value as object, `${path}${key}.`),
  );
}
const filledIn = (text = ''): string[] => (text.match(/\{\{\w+/g) ?? []).sort();
/** What is filled in stands for no word of its own. */
const ownWords = (text: string): string => text.replace(/\{\{.*?\}\}/g, '');

/** What is written in Latin letters in every language: names of programs, files, coefficients, and of what they are set up with. */
const CODES = /\b(?:Candour|CSV|QR|PDF|PNG|K|SMTP_URL|ICC|rwg|Sales \/ North)\b/g;

describe.each([
  ['the office', EN, HE],
  ['the dashboard', DASHBOARD_EN, DASHBOARD_HE],
])('the Hebrew of %s', (_, en, he) => {
  const english = new Map(flat(en));
  const hebrew = flat(he);
  const there = new Set(hebrew.map(([key]) => key));

  test('has every word, and fills in what English does', () => {
    expect([...english.keys()].filter((key) => !there.has(key))).toEqual([]);
    const other = (key: string) => english.get(key) ?? english.get(key.replace(/_two$/, '_other'));
    // A form for one or two may say the number in words.
    const differing = hebrew.filter(([key, text]) => {
      const wanted = filledIn(other(key));
      const got = filledIn(text);
      return /_(one|two)$/.test(key) ? !got.every((name) => wanted.includes(name)) : String(wanted) !== String(got);
    });
    expect(differing).toEqual([]);
  });

  test('has the form for two of every plural', () => {
    expect(hebrew.map(([key]) => key).filter((key) => key.endsWith('_one') && !there.has(key.replace(/_one$/, '_two')))).toEqual([]);
  });

  test('leaves nothing in English', () => {
    expect(hebrew.filter(([, text]) => /[a-z]/i.test(ownWords(text).replace(CODES, '')))).toEqual([]);
    const untranslated = hebrew.filter(
      ([key, text]) => /[a-z]/i.test(ownWords(english.get(key) ?? '').replace(CODES, '')) && !/[א-ת]/.test(text),
    );
    expect(untranslated).toEqual([]);
  });
});

test('what is refused does not begin with a name: its letters would turn the sentence round', () => {
  expect(flat(HE).filter(([key, text]) => key.startsWith('signIn.refused.') && text.startsWith('{{'))).toEqual([]);
});
