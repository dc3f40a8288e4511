import { createHash } from 'node:crypto';
import { asBuffer, type SqlDatabase, type SqlStatement } from '../sqlite.js';
import type { SlotPlan } from './create-slot-file.js';
import { SlotRecord } from './slot-record.js';

/** A slot and what it holds. */
export interface Place {
  slot: number;
  there: SlotRecord;
}

/**
 * Ordered open addressing (Amble and Knuth 1974): a ballot's walk begins where its id and the round's salt say, and of two that meet in a slot
 * the smaller id keeps it while the other walks on. Which ballot lies where is then a function of the set of ballots, whatever their order.
 */
export class SlotTable {
  readonly #read: SqlStatement;
  readonly #write: SqlStatement;
  readonly #salt: Buffer;

  constructor(
    database: SqlDatabase,
    private readonly plan: SlotPlan,
  ) {
    this.#read = database.prepare('SELECT record FROM slot WHERE slot = ?');
    this.#write = database.prepare('UPDATE slot SET record = ? WHERE slot = ?');
    this.#salt = Buffer.from(plan.salt, 'hex');
  }

  /** Where a ballot's walk ends: at the first slot that is empty or holds a larger id. Undefined when the ballot is there already. */
  placeFor(id: Uint8Array): Place | undefined {
    let slot = this.#start(id);
    for (let seen = 0; seen < this.plan.slots; seen++) {
      const there = this.at(slot);
      const order = there.taken ? Buffer.compare(there.idBytes, id) : 1;
      if (order === 0) return undefined;
      if (order > 0) return { slot, there };
      slot = this.#next(slot);
    }
    throw new Error('every slot is taken, though no unit is full');
  }

  /** Stores a ballot at its place; what was there walks on. Records are overwritten by others of the same length: nothing else in the file changes. */
  insert(ballot: SlotRecord, place: Place): void {
    let [walking, { slot, there }] = [ballot, place];
    for (let seen = 0; seen < this.plan.slots; seen++) {
      if (!there.taken || Buffer.compare(walking.idBytes, there.idBytes) < 0) {
        this.#write.run(walking.bytes, slot);
        if (!there.taken) return;
        walking = there;
      }
      slot = this.#next(slot);
      there = this.at(slot);
    }
    throw new Error('every slot is taken, though no unit is full');
  }

  at(slot: number): SlotRecord {
    return new SlotRecord(asBuffer(this.#read.get(slot)?.record));
  }

  #start(id: Uint8Array): number {
    return createHash('sha256').update(this.#salt).update(id).digest().readUIntBE(0, 6) % this.plan.slots;
  }

  #next(slot: number): number {
    return slot + 1 === this.plan.slots ? 0 : slot + 1;
  }
}
