import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { basename } from 'node:path';
import { CsvError, parse } from 'csv-parse';
import { Complaint } from './complaint.js';

const DELIMITERS = [',', ';', '\t'] as const;

/** A CSV as it is read, row by row in constant memory. `row` counts as a spreadsheet does: the heading is row 1. */
export interface Table {
  readonly name: string;
  /** The heading first, then every row; all as long as the heading. */
  readonly rows: AsyncIterable<{ row: number; cells: readonly string[] }>;
}

/**
 * Opens a CSV: UTF-8 with or without a byte order mark; comma, semicolon or tab, whichever the heading has; quotes round line breaks.
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
      const heading = buffer.toString('utf8', 0, bytesRead).split('\n')[0] ?? '';
      return DELIMITERS.find((delimiter) => heading.includes(delimiter)) ?? ',';
    } finally {
      await file.close();
    }
  } catch (error) {
    throw new Complaint(`${path} cannot be read: ${error instanceof Error ? error.message : error}`);
  }
}

async function* rowsOf(path: string, delimiter: string): AsyncGenerator<{ row: number; cells: readonly string[] }> {
  const name = basename(path);
  const parser = createReadStream(path).pipe(parse({ bom: true, delimiter, trim: true, relax_column_count: true, skip_empty_lines: true }));
  let row = 0;
  let width = 0;
  try {
    for await (const cells of parser as AsyncIterable<string[]>) {
      row += 1;
      if (row === 1) width = checkedHeading(name, cells);
      else if (cells.length !== width) throw new Complaint(`${name}, row ${row}: ${cells.length} cells where the heading has ${width}`);
      yield { row, cells };
    }
  } catch (error) {
    if (error instanceof CsvError) throw new Complaint(`${name}, row ${row + 1}: ${error.message}`);
    throw error;
  }
  if (row === 0) throw new Complaint(`${name} is empty: the first row must name the columns`);
}

function checkedHeading(name: string, cells: readonly string[]): number {
  const twice = cells.find((cell, at) => cells.indexOf(cell) !== at);
  if (twice !== undefined) throw new Complaint(`${name}, row 1: column "${twice}" stands twice`);
  return cells.length;
}
