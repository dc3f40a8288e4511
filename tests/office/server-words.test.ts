import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from '@swc/core';
import { HE_SERVER } from '../../client/src/office/language/he/server.js';
import { serverWords } from '../../client/src/office/language/server-words.js';

const SERVER = join(import.meta.dirname, '..', '..', 'server', 'src');
/** What refuses on the employee's pages, which have words of their own for each code. */
const OF_THE_BALLOT = /^(?:ballots|invitations)\/|^(?:open|launched)-rounds\.ts$|^http\/ballot-gate\.ts$|^results\/read-public\.ts$/;
/** What refuses the employee in a file that refuses the office too. */
const TO_EMPLOYEES = 'Open the link in a private window and try again: a ballot travels without cookies.';
/** What is counted in the ledger; all else there is names. */
const IN_THE_LEDGER: readonly string[] = [
  '{{}} people: {{}} joined, {{}} left, {{}} moved',
  '{{}}: {{}} links',
  '{{}}: links {{}} to {{}} of {{}}',
];
/** Made by zod, of what a form sent. */
const BY_THE_SCHEMA = /^(?:Invalid|Too (?:small|big)|not a time zone)\b/;

interface Node {
  type?: string;
  value?: unknown;
  quasis?: { cooked: string }[];
}

/** Every string of a file, `{{}}` in the place of each value that is filled in. */
async function stringsIn(file: string): Promise<string[]> {
  const found: string[] = [];
  JSON.stringify(await parse(await readFile(file, 'utf8'), { syntax: 'typescript' }), (_, node: Node | null) => {
    if (node?.type === 'StringLiteral') found.push(String(node.value));
    if (node?.type === 'TemplateLiteral') found.push((node.quasis ?? []).map(({ cooked }) => cooked).join('{{}}'));
    return node;
  });
  return found;
}

/** The sentences of those files of the server that refuse, name problems or say why a mail failed. */
async function sentences(): Promise<Set<string>> {
  const files = (await readdir(SERVER, { recursive: true })).filter((file) => file.endsWith('.ts') && !OF_THE_BALLOT.test(file));
  const said = await Promise.all(
    files.map(async (file) => {
      const speaks = /\b(?:Refusal|Problem|remedy|reason)\b/.test(await readFile(join(SERVER, file), 'utf8'));
      return speaks ? stringsIn(join(SERVER, file)) : [];
    }),
  );
  const isSentence = (text: string) => /^["A-Z{].* .*[.?]$/s.test(text) && text !== TO_EMPLOYEES;
  return new Set(said.flat().filter((text) => isSentence(text) || IN_THE_LEDGER.includes(text)));
}

const nameless = (text: string) => text.replace(/\{\{\w+\}\}/g, '{{}}');
const namesIn = (text: string) => (text.match(/\{\{\w+\}\}/g) ?? []).sort();

test('all that the server says to the office is there in Hebrew, and nothing that it does not say', async () => {
  const said = await sentences();
  const translated = Object.keys(HE_SERVER).filter((english) => !BY_THE_SCHEMA.test(english));
  expect(said.size).toBeGreaterThan(100);
  expect(translated.map(nameless).sort()).toEqual([...said].sort());
});

test('the Hebrew is Hebrew, fills in nothing else, and isolates what is filled in unless it is a number', () => {
  for (const [english, hebrew] of Object.entries(HE_SERVER)) {
    expect(hebrew).toMatch(/[א-ת].*[.”]$/);
    expect(namesIn(english)).toEqual(expect.arrayContaining(namesIn(hebrew)));
    const bare = namesIn(hebrew.replace(/\u2068[^\u2069]*\u2069/g, ''));
    expect(bare.filter((name) => !/^\{\{(?:size|least|most|minutes|row|count|people|joined|left|moved|k)\}\}$/.test(name))).toEqual([]);
  }
});

test.each([
  ['a sentence', 'There is no such round.', 'אין סבב כזה.'],
  ['with a number', 'Wait 14 minutes and try again.', 'יש להמתין 14 דקות ולנסות שוב.'],
  ['with what stood in a file', '"(a) {{b}} $1" is not an e-mail address.', '„\u2068(a) {{b}} $1\u2069” אינה כתובת דוא״ל.'],
  ['with a line break in it', 'The column "a\nb" stands twice.', 'העמודה „\u2068a\nb\u2069” מופיעה פעמיים.'],
  ['of the schema', 'Too small: expected string to have >=12 characters.', 'קצר מדי: נדרשים לפחות 12 תווים.'],
  ['of another server', '550 5.1.1 No such user', '550 5.1.1 No such user'],
])('what the server says is said in Hebrew: %s', (_, english, hebrew) => {
  expect(serverWords('he')(english)).toBe(hebrew);
  expect(serverWords('en')(english)).toBe(english);
});
