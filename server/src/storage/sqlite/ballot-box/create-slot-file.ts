import { setImmediate } from 'node:timers/promises';
import { toHex } from '#shared/ballot/encoding.js';
import type { BallotKind, UnitId } from '#shared/ballot/manifest.js';
import type { BoxPlan } from '../../port/box-keeping.js';
import { placeFile } from '../durable-files.js';
import { UNJOURNALED } from '../group-commit.js';
import { openSqlite } from '../sqlite.js';
import { SlotRecord } from './slot-record.js';
import { createUnitCounts } from './unit-counts.js';

/** What stands in a file of slots beside them, and never changes. */
export interface SlotPlan {
  format: 'candour-box-1';
  kind: BallotKind;
  /** The kinds of the round, each with a file of its own. */
  kinds: BallotKind[];
  /** A slot holds the place of its unit in this list. */
  units: [UnitId, capacity: number][];
  items: number;
  salt: string;
  slots: number;
}

/** At most 2/3 of the slots are ever taken: then a ballot finds its place after 2 probes on average. */
const SLOTS_PER_BALLOT = 1.5;

/** Rows without a pause: some milliseconds. */
const SLICE = 2000;

/** Bytes in a file: a state never changes its length. */
export const OPEN = Buffer.of(0);
export const SEALED = Buffer.of(1);

/** Writes every slot of a kind, empty. Refuses (RangeError) a salt that is not of 32 bytes and more units than a slot can number. */
export async function createSlotFile(path: string, kind: BallotKind, plan: BoxPlan): Promise<void> {
  const slotPlan = slotPlanOf(kind, plan);
  await placeFile(path, async (part) => {
    const database = await openSqlite(part, UNJOURNALED);
    database.exec(
      'BEGIN; CREATE TABLE plan (plan TEXT NOT NULL); CREATE TABLE state (id INTEGER PRIMARY KEY, state BLOB NOT NULL); CREATE TABLE slot (slot INTEGER PRIMARY KEY, record BLOB NOT NULL)',
    );
    database.prepare('INSERT INTO plan VALUES (?)').run(JSON.stringify(slotPlan));
    database.prepare('INSERT INTO state VALUES (1, ?)').run(OPEN);
    createUnitCounts(database, slotPlan.units.length);
    const insert = database.prepare('INSERT INTO slot VALUES (?, ?)');
    const empty = Buffer.alloc(SlotRecord.length(plan.items));
    for (let slot = 0; slot < slotPlan.slots; slot++) {
      insert.run(slot, empty);
      if (slot % SLICE !== 0) continue;
      database.exec('COMMIT; BEGIN');
      await setImmediate();
    }
    database.exec('COMMIT');
    database.close();
  });
}

function slotPlanOf(kind: BallotKind, plan: BoxPlan): SlotPlan {
  if (plan.salt.length !== 32) throw new RangeError('the salt of a ballot box has 32 bytes');
  if (plan.capacity.size > 0xffff) throw new RangeError('a ballot box holds 65,535 units at most');
  const units = [...plan.capacity].sort(([a], [b]) => (a < b ? -1 : 1));
  const ballots = units.reduce((total, [, capacity]) => total + capacity, 0);
  return {
    format: 'candour-box-1',
    kind,
    kinds: [...plan.kinds].sort(),
    units,
    items: plan.items,
    salt: toHex(plan.salt),
    slots: Math.max(1, Math.ceil(ballots * SLOTS_PER_BALLOT)),
  };
}
