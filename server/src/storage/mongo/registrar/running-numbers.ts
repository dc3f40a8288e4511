import type { Model } from 'mongoose';
import type { CounterDocument } from './accounts-documents.js';
import { insertOnce } from './inserting.js';

/** The last of so many numbers. Each is given once; one that nobody used leaves a gap. */
export async function nextNumber(counters: Model<CounterDocument>, key: string, many = 1): Promise<number> {
  for (;;) {
    const counted = await counters.findOneAndUpdate({ _id: key }, { $inc: { value: many } }, { returnDocument: 'after', lean: true });
    if (counted) return counted.value;
    if (await insertOnce(counters, { _id: key, value: many })) return many;
  }
}

/** Numbers that a process takes ahead. Of two processes the later entry may have the lower number: where another field says when, that is enough. */
const AHEAD = 512;

/** A process's own running numbers: in its order, never those of another, and one change for many of them. */
export class NumbersAhead {
  readonly #ahead = new Map<string, { next: number; last: number }>();

  constructor(private readonly counters: Model<CounterDocument>) {}

  /** The first of so many in a row. */
  async take(key: string, many: number): Promise<number> {
    let ahead = this.#ahead.get(key);
    if (!ahead || ahead.next + many - 1 > ahead.last) {
      const last = await nextNumber(this.counters, key, many + AHEAD);
      ahead = { next: last - many - AHEAD + 1, last };
      this.#ahead.set(key, ahead);
    }
    const first = ahead.next;
    ahead.next += many;
    return first;
  }
}
