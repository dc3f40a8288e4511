/** A node as any format has it: its id and its parent's. */
export interface TreeNode {
  id: string;
  parent: string | null;
}

/** A tree by position: `parent[i]` is -1 for the root, which is first; every parent comes before its children. */
export interface Tree {
  readonly ids: readonly string[];
  readonly at: ReadonlyMap<string, number>;
  readonly parent: readonly number[];
  readonly depth: readonly number[];
  readonly children: readonly (readonly number[])[];
  /** Positions, deepest nodes first; the same depth in tree order. */
  readonly deepestFirst: readonly number[];
}

/**
 * The tree of `nodes`, which must list each parent before its children and one root first.
 * Throws a RangeError otherwise, or when an id stands twice: a malformed tree is a fault of the program, not of an input.
 */
export function treeOf(nodes: readonly TreeNode[]): Tree {
  const at = new Map<string, number>();
  const parent: number[] = [];
  const depth: number[] = [];
  const children: number[][] = [];
  const deepestFirst: number[] = []; // grown: what `map` makes V8 gives another kind once this is compiled, and code compiled for the first goes
  for (const [position, node] of nodes.entries()) {
    const above = node.parent === null ? -1 : at.get(node.parent);
    if (above === undefined || at.has(node.id) || (above === -1) !== (position === 0)) {
      throw new RangeError(`not a tree in tree order at ${node.id}`);
    }
    at.set(node.id, position);
    parent.push(above);
    depth.push(above === -1 ? 0 : (depth[above] ?? 0) + 1);
    children.push([]);
    deepestFirst.push(position);
    children[above]?.push(position);
  }
  deepestFirst.sort((a, b) => (depth[b] ?? 0) - (depth[a] ?? 0) || a - b);
  return { ids: nodes.map((node) => node.id), at, parent, depth, children, deepestFirst };
}

/** `own`, by position, summed up the tree: for each node what it and everything below it holds. */
export function sumsUp(tree: Tree, own: ArrayLike<number>): number[] {
  const total = Array.from(own);
  for (const node of tree.deepestFirst) {
    const above = tree.parent[node] ?? -1;
    if (above >= 0) total[above] = (total[above] ?? 0) + (total[node] ?? 0);
  }
  return total;
}

interface Nearest {
  readonly shown: readonly boolean[];
  readonly near: readonly (readonly number[])[];
}

/** The shown sets looked at last, by tree: most statistics of a release show the same cells. */
const seen = new WeakMap<Tree, Nearest[]>();
const MOST_SEEN = 8;

/** For each node its nearest shown descendants: what is subtracted from it to make its atom. All by position. The answer is kept, and nobody may change it. */
export function nearestShown(tree: Tree, shown: readonly boolean[]): readonly (readonly number[])[] {
  const known = seen.get(tree) ?? [];
  for (const nearest of known) if (alike(nearest.shown, shown)) return nearest.near;
  const near = findNearest(tree, shown);
  seen.set(tree, [{ shown: [...shown], near }, ...known.slice(0, MOST_SEEN - 1)]);
  return near;
}

function alike(a: readonly boolean[], b: readonly boolean[]): boolean {
  for (let node = 0; node < a.length; node += 1) if (a[node] !== b[node]) return false;
  return a.length === b.length;
}

function findNearest(tree: Tree, shown: readonly boolean[]): number[][] {
  const near = new Array<number[]>(tree.ids.length);
  for (const node of tree.deepestFirst) {
    near[node] = (tree.children[node] ?? []).flatMap((child) => (shown[child] ? [child] : (near[child] ?? [])));
  }
  return near;
}
