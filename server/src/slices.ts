import { setImmediate } from 'node:timers/promises';

/** Works through many things a slice at a time; after each, whatever else waits for the event loop has its turn. */
export async function inSlices<T>(all: readonly T[], length: number, work: (slice: readonly T[], from: number) => unknown): Promise<void> {
  for (let from = 0; from < all.length; from += length) {
    await work(all.slice(from, from + length), from);
    await setImmediate();
  }
}

/** What `make` makes of each, in their order. */
export async function mapInSlices<T, U>(all: readonly T[], length: number, make: (one: T) => U): Promise<U[]> {
  const made: U[] = [];
  await inSlices(all, length, (slice) => {
    for (const one of slice) made.push(make(one));
  });
  return made;
}

/** A sorted copy, by runs of `length` that are merged: sorting 100,000 at once would hold the event loop for a quarter of a second. */
export async function sortInSlices<T>(all: readonly T[], length: number, compare: (a: T, b: T) => number): Promise<T[]> {
  let runs: T[][] = [];
  await inSlices(all, length, (slice) => runs.push([...slice].sort(compare)));
  while (runs.length > 1) {
    const merged: T[][] = [];
    for (let at = 0; at < runs.length; at += 2) merged.push(await merge(runs[at] ?? [], runs[at + 1] ?? [], length, compare));
    runs = merged;
  }
  return runs[0] ?? [];
}

async function merge<T>(left: readonly T[], right: readonly T[], length: number, compare: (a: T, b: T) => number): Promise<T[]> {
  const merged: T[] = [];
  for (let [a, b] = [0, 0]; a < left.length || b < right.length; ) {
    const [l, r] = [left[a], right[b]];
    const takeLeft = b >= right.length || (a < left.length && compare(l as T, r as T) <= 0);
    merged.push((takeLeft ? l : r) as T);
    if (takeLeft) a += 1;
    else b += 1;
    if (merged.length % length === 0) await setImmediate();
  }
  return merged;
}
