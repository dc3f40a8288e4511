import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { basename } from 'node:path';
import { CsvError, parse } from 'csv-parse';
import { Complaint } from './complaint.js';

const DELIMITERS = [',', ';', '\t'] as const;

/** A row of a table. `row` is its number as a spreadsheet has it: from 1, blank lines too. Cells without the blanks round them, quoted or not. */
export interface Row {
  readonly row: number;
  readonly cells: readonly string[];
}

/** A CSV as it is read, row by row in constant memory. */
export interface Table {
  readonly name: string;
  /** The heading first, then every row; all as long as the heading. */
  readonly rows: AsyncIterable<Row & { readonly heading: boolean }>;
}

/**
 * Opens a CSV: UTF-8 with or without a byte order mark; comma, semicolon or tab, whichever the heading has most of outside its quotes;
 * quotes round line breaks. Blank lines are passed over; where there is one column alone, those below the heading are rows with an empty cell.
 * Complains of a file that cannot be read, a quote that is not closed, a row that is longer or shorter than the heading, a heading that stands twice.
 */
export async function openTable(path: string): Promise<Table> {
  const delimiter = await delimiterOf(path);
  return { name: basename(path), rows: rowsOf(path, delimiter) };
}

async function delimiterOf(path: string): Promise<string> {
  try {
    const file = await open(path);
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(65_536), 0, 65_536, 0);
      const unquoted = buffer
        .toString('utf8', 0, bytesRead)
        .replace(/"[^"]*"/g, '')
        .trimStart();
      return mostOf(unquoted.split(/[\r\n]/)[0] ?? '');
    } finally {
      await file.close();
    }
  } catch (error) {
    throw new Complaint(`${path} cannot be read: ${error instanceof Error ? error.message : error}`);
  }
}

function mostOf(heading: string): string {
  const counts = DELIMITERS.map((delimiter) => heading.split(delimiter).length);
  return DELIMITERS[counts.indexOf(Math.max(...counts))] ?? ',';
}

interface Parsed {
  record: string[];
  info: { records: number };
}

async function* rowsOf(path: string, delimiter: string): AsyncGenerator<Row & { heading: boolean }> {
  const name = basename(path);
  const reading = { bom: true, delimiter, trim: true, relax_column_count: true, info: true };
  const parser = createReadStream(path).pipe(parse(reading));
  let row = 0;
  let width = 0;
  try {
    for await (const { record, info } of parser as AsyncIterable<Parsed>) {
      row = info.records;
      // The parser trims what stands outside quotes, and would refuse a quote after a blank otherwise.
      const cells = record.map((cell) => cell.trim());
      if (width !== 1 && cells.length === 1 && cells[0] === '') continue;
      const heading = width === 0;
      if (heading) width = checkedHeading(name, row, cells);
      else if (cells.length !== width) throw new Complaint(`${name}, row ${row}: ${cells.length} cells where the heading has ${width}`);
      yield { row, cells, heading };
    }
  } catch (error) {
    if (error instanceof CsvError) throw new Complaint(`${name}, row ${row + 1}: ${error.message}`);
    throw error;
  }
  if (width === 0) throw new Complaint(`${name} is empty: the first row must name the columns`);
}

function checkedHeading(name: string, row: number, cells: readonly string[]): number {
  const twice = cells.find((cell, at) => cells.indexOf(cell) !== at);
  if (twice !== undefined) throw new Complaint(`${name}, row ${row}: column "${twice}" stands twice`);
  return cells.length;
}
