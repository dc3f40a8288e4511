import { complementary, type NodeCounts, reachThreshold } from '#shared/results/complementary.js';
import { sumsUp, type TreeNode, treeOf } from '#shared/results/tree.js';

/**
 * The label under which each unit's sealed answers are kept: the unit itself, or the nearest node above it that shows, so that by rule 5
 * with t = K no label holds 1..K-1 ballots (replacements and additions not counted). `ballots`: scored ballots by unit, absent for none.
 * Undefined under K in the whole company: then no answers may be kept at all.
 */
export function coarsenLabels(
  nodes: readonly TreeNode[],
  ballots: Readonly<Record<string, number>>,
  replacementsAndAdditions: Readonly<Record<string, number>>,
  k: number,
): Record<string, string> | undefined {
  const tree = treeOf(nodes);
  const n = sumsUp(
    tree,
    tree.ids.map((id) => ballots[id] ?? 0),
  );
  const spares = sumsUp(
    tree,
    tree.ids.map((id) => replacementsAndAdditions[id] ?? 0),
  );
  const counts: NodeCounts = { n, safe: n.map((people, node) => Math.max(0, people - (spares[node] ?? 0))) };
  const shown = complementary(tree, counts, k, reachThreshold(counts, k));
  if (!shown[0]) return undefined;
  return Object.fromEntries(
    tree.ids.map((id, node) => {
      let at = node;
      while (!shown[at]) at = tree.parent[at] ?? 0;
      return [id, tree.ids[at] ?? ''];
    }),
  );
}
