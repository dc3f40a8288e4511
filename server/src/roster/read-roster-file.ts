import type { Problem } from '#shared/contract/refusal.js';
import { Refusal } from '#shared/contract/refusal.js';
import type { ColumnMapping, RosterField } from '#shared/contract/roster.js';
import { type CsvRow, readCsv } from './csv-rows.js';
import { mapColumns, NEEDED_FIELDS } from './headings.js';
import { type FilePerson, readPerson } from './read-person.js';

/** A roster file as read: the people of its good rows, and what is wrong with the others. */
export interface RosterFile {
  columns: string[];
  mapping: ColumnMapping;
  rows: number;
  people: FilePerson[];
  problems: Problem[];
  warnings: Problem[];
  /** Needed columns that are not there: nothing can be imported. */
  missing: RosterField[];
  hash: string;
}

const MOST_COLUMNS = 200;
/** What other systems write between the levels of a path. With spaces, or it may be of a name. */
const OTHER_SEPARATOR = /\s(?:>|»|›|→|->|\\|\|)\s|\w(?:\\|\|)\w/;

/** Reads the whole file, every row of it. Refuses (`roster-unreadable`) one that is no CSV, is empty, or names a column twice. */
export async function readRosterFile(
  bytes: AsyncIterable<Uint8Array>,
  chosen: ColumnMapping,
  defaultLanguage: string,
): Promise<RosterFile> {
  const csv = readCsv(bytes);
  let reader: RowReader | undefined;
  for await (const row of csv.rows) {
    if (reader) reader.read(row);
    else reader = new RowReader(readHeadings(row), chosen, defaultLanguage);
  }
  if (!reader) throw unreadable('The file is empty.', 'Export the roster again, with a heading above each column.');
  return { ...reader.finish(), hash: csv.hash() };
}

function readHeadings({ cells }: CsvRow): string[] {
  const headings = cells.slice(0, cells.findLastIndex((cell) => cell !== '') + 1);
  if (headings.length > MOST_COLUMNS) throw unreadable(`There are more than ${MOST_COLUMNS} columns.`, 'Keep the columns that are needed.');
  const twice = headings.find((heading, at) => heading !== '' && headings.indexOf(heading) !== at);
  if (twice !== undefined) throw unreadable(`The column "${twice}" stands twice.`, 'Give every column a heading of its own.', 1);
  return headings;
}

function unreadable(reason: string, remedy: string, row?: number): Refusal {
  return new Refusal('roster-unreadable', { reason, remedy, ...(row === undefined ? {} : { row }) });
}

class RowReader {
  readonly #mapping: ColumnMapping;
  readonly #missing: RosterField[];
  readonly #at = new Map<RosterField, number>();
  readonly #people: FilePerson[] = [];
  readonly #problems: Problem[] = [];
  readonly #warnings: Problem[] = [];
  readonly #lineOfId = new Map<string, number>();
  readonly #lineOfEmail = new Map<string, number>();
  #rows = 0;
  #separatorTold = false;

  constructor(
    private readonly columns: string[],
    chosen: ColumnMapping,
    private readonly defaultLanguage: string,
  ) {
    this.#mapping = mapColumns(columns, chosen);
    for (const [field, column] of Object.entries(this.#mapping)) if (column) this.#at.set(field as RosterField, columns.indexOf(column));
    this.#missing = NEEDED_FIELDS.filter((field) => !this.#at.has(field));
  }

  read({ line, cells }: CsvRow): void {
    this.#rows += 1;
    if (this.#missing.length > 0) return;
    const { person, problems, warnings } = readPerson(line, (field) => cells[this.#at.get(field) ?? -1] ?? '', this.defaultLanguage);
    if (cells.slice(this.columns.length).some((cell) => cell !== '')) {
      const remedy = 'Put quotation marks round a cell that holds the separator.';
      problems.push({ row: line, reason: 'The row has more cells than there are headings.', remedy });
    }
    if (person) this.#findTwice(person, problems);
    if (person) this.#findOtherSeparator(person, warnings);
    this.#problems.push(...problems);
    this.#warnings.push(...warnings);
    if (person && problems.length === 0) this.#people.push(person);
  }

  #findTwice({ line, employeeId, email }: FilePerson, problems: Problem[]): void {
    const sameId = this.#lineOfId.get(employeeId);
    const sameEmail = email === null ? undefined : this.#lineOfEmail.get(email);
    if (sameId !== undefined) {
      const reason = `Row ${sameId} has the same employee id, ${employeeId}.`;
      problems.push({ row: line, field: 'employeeId', reason, remedy: 'Keep one row for each person.' });
    }
    if (sameEmail !== undefined) {
      const reason = `Row ${sameEmail} has the same e-mail address.`;
      problems.push({ row: line, field: 'email', reason, remedy: 'Correct one, or leave it empty: the person then gets a printed link.' });
    }
    this.#lineOfId.set(employeeId, sameId ?? line);
    if (email !== null) this.#lineOfEmail.set(email, sameEmail ?? line);
  }

  /** Told once: where one path is written so, all of them are. */
  #findOtherSeparator({ line, path }: FilePerson, warnings: Problem[]): void {
    const [name = ''] = path;
    if (this.#separatorTold || path.length > 1 || !OTHER_SEPARATOR.test(name)) return;
    this.#separatorTold = true;
    const reason = `"${name}" is read as the name of one unit, here and in other rows like it.`;
    warnings.push({ row: line, field: 'unit', reason, remedy: 'If it is a path, write "/" between its levels, such as "Sales / North".' });
  }

  finish(): Omit<RosterFile, 'hash'> {
    const absent = this.#missing.map((field) => ({
      field,
      reason: 'No column was found for this.',
      remedy: 'Choose the column, or add it to the file.',
    }));
    return {
      columns: this.columns,
      mapping: this.#mapping,
      rows: this.#rows,
      people: this.#people,
      problems: [...absent, ...this.#problems],
      warnings: this.#warnings,
      missing: this.#missing,
    };
  }
}
