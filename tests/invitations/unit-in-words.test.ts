import { unitInWords } from '#shared/round/direct-name.js';

/** Without the signs that keep parts in their place. */
const read = (name: string) => name.replace(/[\u2066-\u2069]/g, '');

test.each([
  ['Sales (direct)', 'he', 'Sales (ישירות)'],
  ['מכירות (ישירות)', 'en', 'מכירות (direct)'],
  ['Sales (direct) + North + Acme (sample) (direct)', 'he', 'Sales (ישירות) + North + Acme (sample) (ישירות)'],
  ['Sales / Sales (direct)', 'he', 'Sales / Sales (ישירות)'],
  ['Sales (direct)', 'en', 'Sales (direct)'],
  ['מכירות (ישירות)', 'he', 'מכירות (ישירות)'],
])('people attached to a division are named in the language of the reader: %s in %s', (name, language, said) => {
  expect(read(unitInWords(name, language))).toBe(said);
});

test('names that read in one direction stay as they are written', () => {
  for (const name of ['R + D', 'Sales (direct)', 'מכירות', 'Sales מכירות']) expect(unitInWords(name, 'en')).toBe(name);
});

test('parts of a group that read in two directions stand one by one in the order of the page', () => {
  expect(unitInWords('חטיבת ישראל (direct) + Acme', 'en')).toBe('\u2066\u2068חטיבת ישראל\u2069 (direct) + \u2068Acme\u2069\u2069');
  expect(unitInWords('חטיבת ישראל (direct) + Acme', 'he')).toBe('\u2067\u2068חטיבת ישראל\u2069 (ישירות) + \u2068Acme\u2069\u2069');
});
