import { complementary, reachThreshold } from './complementary.js';
import { sumsUp, type TreeNode, treeOf } from './tree.js';

export interface PreviewedNode extends TreeNode {
  /** Invited people under the node. */
  readonly roll: number;
}

/** The responses a preview is made for, as shares of those invited. */
export const PREVIEWED_RESPONSES = [0.5, 0.7, 0.9] as const;

/**
 * Which nodes of the reporting tree would show their index if every unit answered to the share `response` (0 to 1), rounded down: primary and
 * complementary suppression with threshold `k`, in people. By position in `nodes`, which are in tree order; refuses others, as `treeOf` does.
 */
export function previewVisibility(nodes: readonly PreviewedNode[], k: number, response: number): boolean[] {
  const tree = treeOf(nodes);
  const own = nodes.map((node, at) => ((tree.children[at] ?? []).length === 0 ? Math.floor(node.roll * response + 1e-9) : 0));
  const n = sumsUp(tree, own);
  const counts = { n, safe: n };
  return complementary(tree, counts, k, reachThreshold(counts, k));
}
