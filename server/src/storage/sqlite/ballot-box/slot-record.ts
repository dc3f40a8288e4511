import type { BallotId } from '#shared/ballot/ballot.js';
import { toHex } from '#shared/ballot/encoding.js';

/**
 * One slot, always of one length, a single BLOB: taken (1 byte), number of the unit (2), id (32), signature (256), one byte an answer.
 * Not columns: SQLite's integers vary in length, and then the file would tell the order of casting.
 */
const UNIT = 1;
const ID = 3;
const SIGNATURE = 35;
const ANSWERS = 291;

export const ID_LENGTH = 32;
export const SIGNATURE_LENGTH = 256;

export class SlotRecord {
  constructor(readonly bytes: Buffer) {}

  static length(items: number): number {
    return ANSWERS + items;
  }

  static write(unit: number, id: Uint8Array, signature: Uint8Array, answers: Uint8Array): SlotRecord {
    const bytes = Buffer.alloc(SlotRecord.length(answers.length));
    bytes[0] = 1;
    bytes.writeUInt16BE(unit, UNIT);
    bytes.set(id, ID);
    bytes.set(signature, SIGNATURE);
    bytes.set(answers, ANSWERS);
    return new SlotRecord(bytes);
  }

  get taken(): boolean {
    return this.bytes[0] === 1;
  }

  get unit(): number {
    return this.bytes.readUInt16BE(UNIT);
  }

  get idBytes(): Buffer {
    return this.bytes.subarray(ID, SIGNATURE);
  }

  get id(): BallotId {
    return toHex(this.idBytes) as BallotId;
  }

  get signature(): Buffer {
    return this.bytes.subarray(SIGNATURE, ANSWERS);
  }

  get answers(): Buffer {
    return this.bytes.subarray(ANSWERS);
  }
}

/** For SQL, whose positions count from 1. */
export const SQL_TAKEN = "substr(record, 1, 1) = x'01'";
export const SQL_UNIT = `substr(record, ${UNIT + 1}, 2)`;
