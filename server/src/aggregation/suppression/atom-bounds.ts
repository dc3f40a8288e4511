import type { Tree } from '#shared/results/tree.js';

/** A range that a sum is known to lie in; -Infinity..Infinity where nothing is known. */
export type Range = readonly [low: number, high: number];

export const UNKNOWN: Range = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];

/** Ranges by node. */
export interface Ranges {
  readonly low: Float64Array;
  readonly high: Float64Array;
}

/** Ranges of which nothing is known yet. */
export function unknownRanges(size: number): Ranges {
  return { low: new Float64Array(size).fill(Number.NEGATIVE_INFINITY), high: new Float64Array(size).fill(Number.POSITIVE_INFINITY) };
}

/**
 * Narrows the ranges of parts that make up a whole, 100 points a person, by each other: what one part has the others have not. Of five shares
 * rounded up, 20, 30, 30, 40 and "10 or under" of 20 people, none could be lower.
 */
export function addUp(parts: readonly Ranges[], shown: readonly boolean[], n: ArrayLike<number>): void {
  for (let node = 0; node < shown.length; node += 1) {
    if (shown[node] !== true) continue;
    const whole = 100 * (n[node] as number);
    let low = 0;
    let high = 0;
    for (const part of parts) {
      low += part.low[node] as number;
      high += part.high[node] as number;
    }
    for (const part of parts) {
      const from = part.low[node] as number;
      const to = part.high[node] as number;
      part.low[node] = Math.max(from, whole - (high - to));
      part.high[node] = Math.min(to, whole - (low - from));
    }
  }
}

/** What a release says of a tree: which cells are shown, the range of each one's sum, and the people of each one's atom. */
export interface PublishedSums {
  readonly tree: Tree;
  readonly shown: readonly boolean[];
  /** By node its nearest shown descendants. */
  readonly near: readonly (readonly number[])[];
  /** By node, read for shown cells only. */
  readonly cells: Ranges;
  /** People in the atom of each shown cell. */
  readonly atoms: ArrayLike<number>;
}

interface Workspace {
  readonly sums: Ranges;
  readonly bounds: Ranges;
  /** Of the parts of one statistic. */
  readonly parts: Ranges[];
}

const workspaces = new WeakMap<Tree, Workspace>();

/** Room to work in, the same for one statistic of a tree after the other: a release has hundreds. */
function workspaceOf(tree: Tree): Workspace {
  const known = workspaces.get(tree);
  if (known) return known;
  const size = tree.ids.length;
  const made = { sums: unknownRanges(size), bounds: unknownRanges(size), parts: [] };
  workspaces.set(tree, made);
  return made;
}

/** Ranges to write those of a part of a statistic into, until the next statistic of the tree. What stands in them is of an earlier one. */
export function partRanges(tree: Tree, part: number): Ranges {
  const { parts } = workspaceOf(tree);
  parts[part] ??= unknownRanges(tree.ids.length);
  return parts[part];
}

/**
 * The exact range of every atom's sum that the shown cells leave open: the same as a linear programme's, by one pass up and one down.
 * `natural`: an atom of n people is known to lie in 0..100n; without it nothing is known of atoms but that an empty one is 0, which is what
 * remains open when all of its people but one pool their answers. Low above high: no answers fit. Of shown cells only, and until the next
 * bounds of the tree are asked for.
 */
export function atomBounds(published: PublishedSums, natural: boolean): Ranges {
  const { tree, shown, near, cells, atoms } = published;
  const room = workspaceOf(tree);
  const { low: lows, high: highs } = room.sums;
  for (const node of tree.deepestFirst) {
    if (shown[node] !== true) continue;
    const people = atoms[node] as number;
    let low = lowestOf(people, natural);
    let high = highestOf(people, natural);
    for (const child of near[node] as readonly number[]) {
      low += lows[child] as number;
      high += highs[child] as number;
    }
    lows[node] = Math.max(cells.low[node] as number, low);
    highs[node] = Math.min(cells.high[node] as number, high);
  }
  downwards(published, natural, room);
  return room.bounds;
}

/** What is known of an atom's sum by itself. */
function lowestOf(people: number, natural: boolean): number {
  return people === 0 || natural ? 0 : Number.NEGATIVE_INFINITY;
}

function highestOf(people: number, natural: boolean): number {
  if (people === 0) return 0;
  return natural ? 100 * people : Number.POSITIVE_INFINITY;
}

/** `sums` as known from below; from the top down each becomes what is known from above as well. */
function downwards({ tree, shown, near, atoms }: PublishedSums, natural: boolean, { sums, bounds }: Workspace): void {
  for (let at = tree.deepestFirst.length - 1; at >= 0; at -= 1) {
    const node = tree.deepestFirst[at] as number;
    if (shown[node] !== true) continue;
    const below = near[node] as readonly number[];
    const low = lowestOf(atoms[node] as number, natural);
    const high = highestOf(atoms[node] as number, natural);
    const top = sums.high[node] as number;
    const bottom = sums.low[node] as number;
    if (below.length === 0) {
      bounds.low[node] = Math.max(low, bottom);
      bounds.high[node] = Math.min(high, top);
      continue;
    }
    const lows = new Total(low);
    const highs = new Total(high);
    for (const child of below) {
      lows.add(sums.low[child] as number);
      highs.add(sums.high[child] as number);
    }
    bounds.low[node] = Math.max(low, bottom - highs.without(high));
    bounds.high[node] = Math.min(high, top - lows.without(low));
    for (const child of below) {
      const from = sums.low[child] as number;
      const to = sums.high[child] as number;
      sums.low[child] = Math.max(from, bottom - highs.without(to));
      sums.high[child] = Math.min(to, top - lows.without(from));
    }
  }
}

/** A sum from which a part can be taken out again, infinite ones too. */
class Total {
  #finite = 0;
  #infinite = 0;
  #infinity = 0;

  constructor(first: number) {
    this.add(first);
  }

  add(part: number): void {
    if (Number.isFinite(part)) this.#finite += part;
    else {
      this.#infinite += 1;
      this.#infinity = part;
    }
  }

  without(part: number): number {
    if (Number.isFinite(part)) return this.#infinite > 0 ? this.#infinity : this.#finite - part;
    return this.#infinite > 1 ? this.#infinity : this.#finite;
  }
}
