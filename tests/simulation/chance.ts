import type { Random } from '#server/random.js';
import { seeded } from '../../scripts/demo/seeded.js';

/** All that is left to chance in a run, from one seed: the same seed makes the same choices. */
export interface Chance {
  /** A whole number from 0 up to, not including, `end`. */
  below(end: number): number;
  /** True in this share of all cases, 0 to 1. */
  perhaps(share: number): boolean;
  /** Undefined of nothing. */
  one<T>(all: readonly T[]): T | undefined;
  /** So many different ones, in another order; all of them when there are fewer. */
  some<T>(all: readonly T[], count: number): T[];
  /** One of the rows, each as likely as its weight. */
  weighted<T extends { weight: number }>(rows: readonly T[]): T;
  /** Bytes for ids and keys. */
  bytes: Random;
  /** Another source, so that what one draws does not shift what the other draws. */
  fork(): Chance;
}

export function chanceFrom(seed: number): Chance {
  const { uniform } = seeded(seed);
  const below = (end: number) => Math.floor(uniform() * end);
  return {
    below,
    perhaps: (share) => uniform() < share,
    one: (all) => all[below(all.length)],
    some(all, count) {
      const left = [...all];
      return Array.from({ length: Math.min(count, left.length) }, () => left.splice(below(left.length), 1)).flat();
    },
    weighted(rows) {
      let left = uniform() * rows.reduce((sum, { weight }) => sum + weight, 0);
      for (const row of rows) {
        left -= row.weight;
        if (left < 0) return row;
      }
      throw new RangeError('nothing to choose from');
    },
    bytes: (count) => Uint8Array.from({ length: count }, () => below(256)),
    fork: () => chanceFrom(below(2 ** 32)),
  };
}
