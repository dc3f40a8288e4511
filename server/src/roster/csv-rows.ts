import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import { Refusal } from '#shared/contract/refusal.js';

/** A row of the file: the line it begins on (the first is 1) and its cells, trimmed. */
export interface CsvRow {
  line: number;
  cells: readonly string[];
}

export interface CsvFile {
  rows: AsyncIterable<CsvRow>;
  /** SHA-256 of the bytes in hexadecimal, once all rows were read. */
  hash(): string;
}

const DELIMITERS = [',', ';', '\t'] as const;
/** Longer than any honest row: stops a quote that is never closed from swallowing the file. */
const ROW_LIMIT = 32_768;
/** Marks of direction, spaces of no width and soft hyphens: two names that look the same would be two units. What joins letters and emoji stays. */
const UNSEEN = /[\u00AD\u200B\u200E\u200F\u202A-\u202E\u2060\u2066-\u2069\uFEFF]/g;
/** The line by which Excel is told the separator. No row of the roster. */
const SEPARATOR_LINE = /^"?sep=([,;\t])"?[,;\t]*$/i;

/**
 * Reads a CSV as spreadsheets write it: UTF-8, or UTF-16 with a byte order mark; comma, semicolon or tab, in a first line `sep=;` too; quotes round line breaks.
 * Constant memory. Refuses (`roster-unreadable`) other encodings, zero bytes and a quote that is not closed.
 */
export function readCsv(bytes: AsyncIterable<Uint8Array>): CsvFile {
  const hash = createHash('sha256');
  return { rows: rowsOf(textOf(hashed(bytes, hash))), hash: () => hash.digest('hex') };
}

async function* hashed(bytes: AsyncIterable<Uint8Array>, hash: { update(chunk: Uint8Array): unknown }): AsyncGenerator<Uint8Array> {
  for await (const chunk of bytes) {
    hash.update(chunk);
    yield chunk;
  }
}

async function* textOf(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  let decoder: InstanceType<typeof TextDecoder> | undefined;
  try {
    for await (const chunk of withWholeMark(bytes)) {
      decoder ??= new TextDecoder(encodingOf(chunk), { fatal: true });
      const text = decoder.decode(chunk, { stream: true });
      // Without its mark UTF-16 passes for UTF-8 with a zero byte beside every letter.
      if (text.includes('\0')) throw notInUtf8('The file has zero bytes in it: it is not in UTF-8, or no text.');
      yield text;
    }
    if (decoder) yield decoder.decode();
  } catch (fault) {
    if ((fault as NodeJS.ErrnoException).code !== 'ERR_ENCODING_INVALID_ENCODED_DATA') throw fault;
    throw notInUtf8('The file is not in UTF-8.');
  }
}

/** The same bytes, the first two of them in one chunk: a byte order mark is told by both. */
async function* withWholeMark(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let first = Buffer.alloc(0);
  for await (const chunk of bytes) {
    if (first.length >= 2) {
      yield chunk;
      continue;
    }
    first = Buffer.concat([first, chunk]);
    if (first.length >= 2) yield first;
  }
  if (first.length === 1) yield first;
}

function encodingOf([first, second]: Uint8Array): 'utf-8' | 'utf-16le' | 'utf-16be' {
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  return first === 0xfe && second === 0xff ? 'utf-16be' : 'utf-8';
}

function notInUtf8(reason: string): Refusal {
  return new Refusal('roster-unreadable', {
    reason,
    remedy: 'In the spreadsheet choose "Save as", "CSV UTF-8", and upload that file.',
  });
}

async function* rowsOf(text: AsyncGenerator<string>): AsyncGenerator<CsvRow> {
  const { head, all } = await untilFirstLine(text);
  // The parser runs ahead of the rows that are read: a fault is in the row after the last one it finished.
  let parsed = 0;
  const onRecord = (record: string[]) => {
    parsed += linesOf(record);
    return record;
  };
  const options = { relax_column_count: true, relax_quotes: true, max_record_size: ROW_LIMIT, on_record: onRecord };
  const parser = parse({ ...options, delimiter: delimiterOf(head) });
  const source = Readable.from(all);
  source.on('error', (fault) => parser.destroy(fault));
  let line = 1;
  try {
    for await (const record of source.pipe(parser) as AsyncIterable<string[]>) {
      const cells = record.map((cell) => cell.normalize('NFC').replace(UNSEEN, '').trim());
      const says = cells.some((cell) => cell !== '') && !(line === 1 && SEPARATOR_LINE.test(firstLine(head)));
      if (says) yield { line, cells };
      line += linesOf(record);
    }
  } catch (fault) {
    throw fault instanceof CsvError ? unreadable(fault, parsed + 1) : fault;
  }
}

/** How many lines of the file a row takes. Counted here: the parser counts a line break of two characters within quotes twice. */
function linesOf(record: readonly string[]): number {
  // A CR at the very end is of the row's own CRLF, in a file whose first row ends in LF alone.
  return 1 + (record.join(',').match(/\r\n|\n|\r(?!$)/g)?.length ?? 0);
}

function unreadable(fault: CsvError, line: number): Refusal {
  const unclosed = fault.code === 'CSV_QUOTE_NOT_CLOSED' || fault.code === 'CSV_MAX_RECORD_SIZE';
  return new Refusal('roster-unreadable', {
    row: line,
    reason: unclosed ? 'A quotation mark in this row is not closed.' : 'The file cannot be read as CSV from this row on.',
    remedy: 'Open the file in a spreadsheet, correct the row, and save it as CSV again.',
  });
}

/** The text up to the end of its first line, and all of it again. */
async function untilFirstLine(text: AsyncGenerator<string>): Promise<{ head: string; all: AsyncIterable<string> }> {
  let head = '';
  while (!/[\r\n]/.test(head) && head.length < ROW_LIMIT) {
    const next = await text.next();
    if (next.done) break;
    head += next.value;
  }
  async function* all(): AsyncGenerator<string> {
    // A byte order mark is taken off by the decoder.
    if (head !== '') yield head;
    yield* text;
  }
  return { head, all: all() };
}

function firstLine(head: string): string {
  return head.split(/[\r\n]/, 1)[0] ?? '';
}

/** The separator that the first line says, else the one of comma, semicolon and tab that stands most often in it outside quotes. */
function delimiterOf(head: string): string {
  const told = SEPARATOR_LINE.exec(firstLine(head))?.[1];
  if (told) return told;
  const line = firstLine(head).replace(/"[^"]*"/g, '');
  const counted = DELIMITERS.map((delimiter) => ({ delimiter, count: line.split(delimiter).length }));
  return counted.reduce((best, next) => (next.count > best.count ? next : best)).delimiter;
}
