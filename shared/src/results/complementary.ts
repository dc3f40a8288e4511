import { nearestShown, type Tree } from './tree.js';

/** How many people stand behind one statistic, node by node, each node with all below it. */
export interface NodeCounts {
  /** People who have the score. */
  n: ArrayLike<number>;
  /** The same less the replacements and additions of the node: what thresholds and atoms are tested on. */
  safe: ArrayLike<number>;
}

/** An atom (what is left of a cell when its shown descendants are subtracted) of `n` people may stand when nobody is in it, or when `safe` of them reach the threshold `t`. */
export function atomStands(n: number, safe: number, t: number): boolean {
  return n === 0 || safe >= t;
}

/** Primary suppression: the cells, by position in the tree, with at least `t` people who count, where also `eligible` says so. */
export function reachThreshold(counts: NodeCounts, t: number, eligible?: ArrayLike<boolean>): boolean[] {
  const shown: boolean[] = [];
  for (let node = 0; node < counts.safe.length; node += 1) shown.push((counts.safe[node] ?? 0) >= t && (eligible?.[node] ?? true));
  return shown;
}

/**
 * Complementary suppression of one statistic, after primary suppression (for the terms: Hundepool et al. 2012, Statistical Disclosure Control,
 * chapter 4): while the atom of a shown cell (its people less those of its nearest shown descendants) has people but fewer than `t`, deepest cells
 * first, the smallest of those descendants is hidden (ties: the lower id). Afterwards every atom is empty or at least `t`.
 * Returns the cells that stay shown, by position in the tree; the same input gives the same answer.
 */
export function complementary(tree: Tree, counts: NodeCounts, t: number, shown: readonly boolean[]): boolean[] {
  const stays = [...shown];
  const nearest = nearestShown(tree, shown);
  if (tree.deepestFirst.every((node) => !shown[node] || stands(counts, t, node, nearest[node] ?? []))) return stays;
  const near: number[][] = tree.ids.map(() => []);
  for (const node of tree.deepestFirst) {
    const below = (tree.children[node] ?? []).flatMap((child) => (stays[child] ? [child] : (near[child] ?? [])));
    while (stays[node] && below.length > 0 && !stands(counts, t, node, below)) {
      const smallest = smallestOf(tree, counts, below);
      stays[smallest] = false;
      below.splice(below.indexOf(smallest), 1, ...(near[smallest] ?? []));
    }
    near[node] = below;
  }
  return stays;
}

function stands({ n, safe }: NodeCounts, t: number, node: number, below: readonly number[]): boolean {
  return below.length === 0 || atomStands(rest(n, node, below), rest(safe, node, below), t);
}

/** What a node holds beyond `below`, which are nodes under it and not under one another. */
export function rest(counts: ArrayLike<number>, node: number, below: readonly number[]): number {
  let left = counts[node] ?? 0;
  for (const child of below) left -= counts[child] ?? 0;
  return left;
}

/** Of nodes, at least one, that with the fewest people who count; of equals the one with the lower id. */
export function smallestOf(tree: Tree, counts: NodeCounts, nodes: readonly number[]): number {
  return nodes.reduce((best, node) => {
    const difference = (counts.safe[node] ?? 0) - (counts.safe[best] ?? 0);
    return difference < 0 || (difference === 0 && (tree.ids[node] ?? '') < (tree.ids[best] ?? '')) ? node : best;
  });
}
