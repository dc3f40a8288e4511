import { asBuffer, type SqlDatabase, type SqlStatement } from '../sqlite.js';
import { InvitationRecord } from './invitation-record.js';

/** Finds an invitation by its token hash without an index, which would be a second copy of the hashes to destroy. */
export class RollSearch {
  readonly length: number;
  readonly #read: SqlStatement;
  readonly #write: SqlStatement;

  constructor(database: SqlDatabase) {
    this.length = Number(database.prepare('SELECT count(*) AS records FROM invitation').get()?.records);
    this.#read = database.prepare('SELECT record FROM invitation WHERE place = ?');
    this.#write = database.prepare('UPDATE invitation SET record = ? WHERE place = ?');
  }

  /**
   * Records lie in the order of their hashes, and hashes are spread evenly: every other step looks where the hash should be
   * (interpolation, about 5 reads in 100,000), the steps between halve what is left, whatever the hashes are.
   */
  find(tokenHash: Uint8Array): { place: number; record: InvitationRecord } | undefined {
    const wanted = share(tokenHash);
    let [low, high] = [0, this.length];
    let [from, to] = [0, 1];
    for (let step = 0; low < high; step++) {
      const part = step % 2 === 0 && from < to ? (wanted - from) / (to - from) : 0.5;
      const place = Math.min(high - 1, low + Math.floor(part * (high - low)));
      const record = this.#at(place);
      const order = Buffer.compare(tokenHash, record.tokenHash);
      if (order === 0) return { place, record };
      if (order > 0) [low, from] = [place + 1, share(record.tokenHash)];
      else [high, to] = [place, share(record.tokenHash)];
    }
    return undefined;
  }

  /** A record of the same length in its old place: nothing else in the file changes. */
  overwrite(place: number, record: InvitationRecord): void {
    this.#write.run(record.bytes, place);
  }

  #at(place: number): InvitationRecord {
    return new InvitationRecord(asBuffer(this.#read.get(place)?.record));
  }
}

/** Where between the least and the greatest hash a hash lies, from 0 to 1. */
function share(tokenHash: Uint8Array): number {
  return Buffer.from(tokenHash.buffer, tokenHash.byteOffset, 6).readUIntBE(0, 6) / 2 ** 48;
}
