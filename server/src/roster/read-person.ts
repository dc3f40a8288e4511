import { Email } from '#shared/contract/fields.js';
import type { Problem } from '#shared/contract/refusal.js';
import type { RosterField } from '#shared/contract/roster.js';
import { LANGUAGES, type Language } from '#shared/instrument/language/languages.js';

/** Somebody as a row of the file names them. */
export interface FilePerson {
  line: number;
  employeeId: string;
  name: string;
  email: string | null;
  /** Names of units from the top down; never empty. */
  path: readonly string[];
  leads: boolean;
  language: string;
}

export interface ReadPerson {
  person: FilePerson | undefined;
  problems: Problem[];
  warnings: Problem[];
}

type Cell = (field: RosterField) => string;

const YES = new Set([
  'yes',
  'y',
  // Excel writes its TRUE in the language it runs in.
  'true',
  'wahr',
  'vrai',
  'verdadero',
  '1',
  'x',
  'ja',
  'j',
  'oui',
  'o',
  'sí',
  'si',
  's',
  'כן',
  'lead',
  'leads',
  'leader',
  'manager',
  'מנהל',
  'מנהלת',
]);
const NO = new Set(['', 'no', 'n', 'false', 'falsch', 'faux', 'falso', '0', '-', 'nein', 'non', 'לא', 'member']);
const NO_ADDRESS = new Set(['', '-', 'none', 'no', 'n/a', 'keine', 'aucun', 'ninguno', 'אין']);
const LONGEST_NAME = 200;
const DEEPEST = 12;

/** Reads one row, naming every cell that is wrong and what to do about it. An unknown language is a warning: the person reads `defaultLanguage`. */
export function readPerson(line: number, cell: Cell, defaultLanguage: string): ReadPerson {
  const problems: Problem[] = [];
  const warnings: Problem[] = [];
  const wrong = (field: RosterField, reason: string, remedy: string) => void problems.push({ row: line, field, reason, remedy });

  const employeeId = cell('employeeId');
  if (employeeId === '') wrong('employeeId', 'There is no employee id.', 'Give the person the id by which the next roster will know them.');
  if (employeeId.length > LONGEST_NAME) wrong('employeeId', 'The employee id is too long.', `Use at most ${LONGEST_NAME} characters.`);
  const name = wholeName(cell('givenName'), cell('name'));
  if (name === '') wrong('name', 'There is no name.', 'Write the name that the person is to be invited by.');
  if (name.length > LONGEST_NAME) wrong('name', 'The name is too long.', `Use at most ${LONGEST_NAME} characters.`);
  const email = readEmail(cell('email'), wrong);
  const path = readPath(cell('unit'), wrong);
  const leads = readLeads(cell('leads'), wrong);
  const language = readLanguage(cell('language'));
  if (language === undefined) {
    const reason = `The language "${shorten(cell('language'))}" is not known.`;
    warnings.push({
      row: line,
      field: 'language',
      reason,
      remedy: `The person will read ${defaultLanguage}. Known are ${Object.keys(LANGUAGES).join(', ')}.`,
    });
  }
  const person = { line, employeeId, name, email, path, leads, language: language || defaultLanguage };
  return { person: problems.length === 0 ? person : undefined, problems, warnings };
}

/** The given name before the family's, unless it stands there already: a column "Name" may have either. */
function wholeName(given: string, name: string): string {
  const words = (text: string) => text.toLowerCase().split(/[\s,]+/);
  const there = words(given).every((word) => words(name).includes(word));
  return (there ? name : `${given} ${name}`).replace(/\s+/g, ' ').trim();
}

type Wrong = (field: RosterField, reason: string, remedy: string) => void;

function readEmail(text: string, wrong: Wrong): string | null {
  if (NO_ADDRESS.has(text.toLowerCase())) return null;
  const email = Email.safeParse(text);
  if (email.success) return email.data;
  wrong(
    'email',
    `"${shorten(text)}" is not an e-mail address.`,
    'Correct it, or leave the cell empty: the person then gets a printed link.',
  );
  return null;
}

function readPath(text: string, wrong: Wrong): string[] {
  const path = text.split('/').map((name) => name.replace(/\s+/g, ' ').trim());
  if (text === '') wrong('unit', 'There is no unit.', 'Write the path from the top, such as "Sales / North".');
  else if (path.includes('')) wrong('unit', 'A name in the path is empty.', 'Write a name on both sides of every "/".');
  else if (path.some((name) => name.length > LONGEST_NAME))
    wrong('unit', 'The name of a unit is too long.', `Use at most ${LONGEST_NAME} characters.`);
  else if (path.length > DEEPEST) wrong('unit', 'The path is too deep.', `Use at most ${DEEPEST} levels.`);
  return path;
}

function readLeads(text: string, wrong: Wrong): boolean {
  const word = text.toLowerCase();
  if (!YES.has(word) && !NO.has(word))
    wrong(
      'leads',
      `"${shorten(text)}" does not say whether the person leads the unit.`,
      'Write yes or no. If the column says something else, such as who leads the person, choose above that it is not in the file.',
    );
  return YES.has(word);
}

const LANGUAGE_NAMES = new Map<string, Language>(
  (Object.keys(LANGUAGES) as Language[]).flatMap((code) => {
    const english = new Intl.DisplayNames('en', { type: 'language' }).of(code) ?? code;
    return [code, english.toLowerCase(), LANGUAGES[code].ownName.toLowerCase()].map((word) => [word, code] as const);
  }),
).set('iw', 'he');

/** A code (`de`, `de-AT`) or a name in English or in itself, whatever country follows (`German (Austria)`). Empty when the cell is; undefined when it is not known. */
function readLanguage(text: string): string | undefined {
  const word = text.toLowerCase();
  return word === '' ? '' : (LANGUAGE_NAMES.get(word) ?? LANGUAGE_NAMES.get(word.split(/[-_ ]/, 1)[0] ?? ''));
}

function shorten(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
