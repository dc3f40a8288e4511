/**
 * One invitation as it lies in the roll, always 99 bytes, so that overwriting it changes nothing else in the file:
 * token hash (32), number of its unit (2), marks (1), hash of the blinded bytes first fetched (32), and of the replacement (32).
 */
export const RECORD_LENGTH = 99;

const UNIT = 32;
const MARKS = 34;
const FIRST = 35;
const SECOND = 67;

/** Bits of the byte of marks. */
export const SPARE = 1;
export const ISSUED = 2;
export const COLLECTED = 4;
export const REPLACED = 8;
export const NOT_ME = 16;

export class InvitationRecord {
  constructor(readonly bytes: Buffer) {}

  static write(tokenHash: Uint8Array, unit: number, spare: boolean): InvitationRecord {
    const bytes = Buffer.alloc(RECORD_LENGTH);
    bytes.set(tokenHash, 0);
    bytes.writeUInt16BE(unit, UNIT);
    bytes[MARKS] = spare ? SPARE : 0;
    return new InvitationRecord(bytes);
  }

  get tokenHash(): Buffer {
    return this.bytes.subarray(0, UNIT);
  }

  get unit(): number {
    return this.bytes.readUInt16BE(UNIT);
  }

  has(mark: number): boolean {
    return (this.bytes.readUInt8(MARKS) & mark) !== 0;
  }

  /** A spare counts for nobody until it is issued. */
  get valid(): boolean {
    return !this.has(SPARE) || this.has(ISSUED);
  }

  /** These very bytes were granted before: first, or as the replacement. */
  knows(blinded: Uint8Array): boolean {
    if (!this.has(COLLECTED)) return false;
    return this.bytes.subarray(FIRST, SECOND).equals(blinded) || (this.has(REPLACED) && this.bytes.subarray(SECOND).equals(blinded));
  }

  mark(mark: number): void {
    this.bytes[MARKS] = this.bytes.readUInt8(MARKS) | mark;
  }

  flip(mark: number): void {
    this.bytes[MARKS] = this.bytes.readUInt8(MARKS) ^ mark;
  }

  collect(blinded: Uint8Array): void {
    this.mark(COLLECTED);
    this.bytes.set(blinded, FIRST);
  }

  replace(blinded: Uint8Array): void {
    this.mark(REPLACED);
    this.bytes.set(blinded, SECOND);
  }
}

/** Where the marks and the unit stand in a record, for SQL: positions count from 1. */
export const SQL_UNIT = `substr(record, ${UNIT + 1}, 2)`;
export const SQL_MARKS = `substr(record, ${MARKS + 1}, 1)`;
