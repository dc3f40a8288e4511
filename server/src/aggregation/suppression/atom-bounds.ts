import { nearestShown, type Tree } from '#shared/results/tree.js';

/** A range that a sum is known to lie in; -Infinity..Infinity where nothing is known. */
export type Range = readonly [low: number, high: number];

export const UNKNOWN: Range = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
const NOBODY: Range = [0, 0];

const plus = (a: Range, b: Range): Range => [a[0] + b[0], a[1] + b[1]];
const minus = (a: Range, b: Range): Range => [a[0] - b[1], a[1] - b[0]];
const meet = (a: Range, b: Range): Range => [Math.max(a[0], b[0]), Math.min(a[1], b[1])];

/** What a release says of a tree: which cells are shown, the range of each one's sum, and the people of each one's atom. */
export interface PublishedSums {
  readonly tree: Tree;
  readonly shown: ArrayLike<boolean>;
  /** By node, read for shown cells only. */
  readonly cells: readonly Range[];
  /** People in the atom of each shown cell. */
  readonly atoms: ArrayLike<number>;
}

/**
 * The exact range of every atom's sum that the shown cells leave open: the same as a linear programme's, by one pass up and one down.
 * `natural`: an atom of n people is known to lie in 0..100n; without it nothing is known of atoms but that an empty one is 0, which is what
 * remains open when all of its people but one pool their answers. Low above high: no answers fit.
 */
export function atomBounds({ tree, shown, cells, atoms }: PublishedSums, natural: boolean): Range[] {
  const near = nearestShown(tree, shown);
  const alone = tree.ids.map((_, node) => {
    const people = atoms[node] ?? 0;
    if (people === 0) return NOBODY;
    return natural ? ([0, 100 * people] as const) : UNKNOWN;
  });
  const inside: Range[] = tree.ids.map(() => UNKNOWN);
  for (const node of tree.deepestFirst) {
    if (!shown[node]) continue;
    const sum = (near[node] ?? []).reduce<Range>((total, child) => plus(total, inside[child] ?? UNKNOWN), alone[node] ?? UNKNOWN);
    inside[node] = meet(cells[node] ?? UNKNOWN, sum);
  }
  return downwards(tree, shown, near, alone, inside);
}

function downwards(tree: Tree, shown: ArrayLike<boolean>, near: number[][], alone: readonly Range[], inside: readonly Range[]): Range[] {
  const whole = [...inside];
  const bounds: Range[] = tree.ids.map(() => UNKNOWN);
  for (const node of [...tree.deepestFirst].reverse()) {
    if (!shown[node]) continue;
    const below = near[node] ?? [];
    const parts = [alone[node] ?? UNKNOWN, ...below.map((child) => inside[child] ?? UNKNOWN)];
    const others = sumsOfOthers(parts);
    const open = (part: number): Range => meet(parts[part] ?? UNKNOWN, minus(whole[node] ?? UNKNOWN, others[part] ?? UNKNOWN));
    bounds[node] = open(0);
    for (const [at, child] of below.entries()) whole[child] = open(at + 1);
  }
  return bounds;
}

/** For each part the sum of all the others, without subtracting: infinities would not cancel. */
function sumsOfOthers(parts: readonly Range[]): Range[] {
  const before: Range[] = [];
  let sum: Range = NOBODY;
  for (const part of parts) {
    before.push(sum);
    sum = plus(sum, part);
  }
  let after: Range = NOBODY;
  const others: Range[] = [];
  for (let at = parts.length - 1; at >= 0; at -= 1) {
    others[at] = plus(before[at] ?? NOBODY, after);
    after = plus(after, parts[at] ?? NOBODY);
  }
  return others;
}
