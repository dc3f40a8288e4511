import { EN } from '../../client/src/office/language/en.js';
import { HE } from '../../client/src/office/language/he.js';

/** Every word by its path. */
function flat(words: object, path = ''): [string, string][] {
  return Object.entries(words).flatMap(([key, value]) =>
    typeof value === 'string' ? [[path + key, value] as [string, string]] : flat(value as object, `${path}${key}.`),
  );
}
const english = new Map(flat(EN));
const hebrew = flat(HE);
const filledIn = (text = ''): string[] => (text.match(/\{\{\w+/g) ?? []).sort();

test('Hebrew fills in what English does, and nothing else', () => {
  const other = (key: string) => english.get(key) ?? english.get(key.replace(/_two$/, '_other'));
  // A form for one or two may say the number in words.
  const differing = hebrew.filter(([key, text]) => {
    const wanted = filledIn(other(key));
    const got = filledIn(text);
    return /_(one|two)$/.test(key) ? !got.every((name) => wanted.includes(name)) : String(wanted) !== String(got);
  });
  expect(differing).toEqual([]);
});

test.each(['signIn', 'join', 'setup', 'account', 'colleagues', 'roles', 'nav', 'acts'])('all of %s is there in Hebrew', (part) => {
  const there = new Set(hebrew.map(([key]) => key));
  expect([...english.keys()].filter((key) => key.startsWith(`${part}.`) && !there.has(key))).toEqual([]);
});

test('every plural has the form for two', () => {
  const there = new Set(hebrew.map(([key]) => key));
  expect(hebrew.map(([key]) => key).filter((key) => key.endsWith('_one') && !there.has(key.replace(/_one$/, '_two')))).toEqual([]);
});

test('nothing was left in English', () => {
  expect(hebrew.filter(([, text]) => !/[\u05d0-\u05ea]/.test(text)).map(([, text]) => text)).toEqual(['{{name}}: {{from}} ← {{to}}', 'K']);
});

test('what is refused does not begin with a name: its letters would turn the sentence round', () => {
  expect(hebrew.filter(([key, text]) => key.startsWith('signIn.refused.') && text.startsWith('{{'))).toEqual([]);
});
