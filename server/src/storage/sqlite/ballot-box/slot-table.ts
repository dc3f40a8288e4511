import { createHash } from 'node:crypto';
import type { SqlDatabase, SqlStatement } from '../sqlite.js';
import type { SlotPlan } from './create-slot-file.js';
import { SlotRecord } from './slot-record.js';

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

  /** An empty slot or a larger id ends the walk: the ballot would have been there. */
  has(id: Uint8Array): boolean {
    for (let slot = this.#start(id), seen = 0; seen < this.plan.slots; slot = this.#next(slot), seen++) {
      const there = this.at(slot);
      if (!there.taken) return false;
      const order = Buffer.compare(there.idBytes, id);
      if (order === 0) return true;
      if (order > 0) return false;
    }
    return false;
  }

  /** Stores a ballot whose id is not there. Records are overwritten by others of the same length: nothing else in the file changes. */
  insert(ballot: SlotRecord): void {
    let walking = ballot;
    for (let slot = this.#start(ballot.idBytes), seen = 0; seen < this.plan.slots; slot = this.#next(slot), seen++) {
      const there = this.at(slot);
      if (!there.taken || Buffer.compare(walking.idBytes, there.idBytes) < 0) {
        this.#write.run(walking.bytes, slot);
        if (!there.taken) return;
        walking = there;
      }
    }
    throw new Error('every slot is taken, though no unit is full');
  }

  at(slot: number): SlotRecord {
    return new SlotRecord(Buffer.from(this.#read.get(slot)?.record as Uint8Array));
  }

  #start(id: Uint8Array): number {
    return createHash('sha256').update(this.#salt).update(id).digest().readUIntBE(0, 6) % this.plan.slots;
  }

  #next(slot: number): number {
    return slot + 1 === this.plan.slots ? 0 : slot + 1;
  }
}
