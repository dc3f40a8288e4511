import { bySize, childrenOf, detach, type FormingNode, join, joinDirect, leavesOf, standFor } from './forming-tree.js';
import { LeafQueue } from './leaf-queue.js';
import type { IsWhole } from './whole-nodes.js';

/** Merges the leaves with fewer than `fewest` people (see `formUnits`). `all`: the nodes of the tree, the root first, parents before their children. */
export function mergeTooSmall(all: readonly [FormingNode, ...FormingNode[]], fewest: number, isWhole: IsWhole): void {
  new Merging(all, fewest, isWhole).finish();
}

/** Between two steps the tree is tidy: no node is empty, none has a leaf for its only child. A step untidies nothing but what is above the leaf it moves. */
class Merging {
  readonly #root: FormingNode;
  readonly #tooSmall = new LeafQueue((a, b) => b.depth - a.depth || bySize(a, b));
  /** The leaves directly below a node, from when they are first asked for. */
  readonly #below = new Map<FormingNode, LeafQueue>();

  constructor(
    all: readonly [FormingNode, ...FormingNode[]],
    private readonly fewest: number,
    private readonly isWhole: IsWhole,
  ) {
    [this.#root] = all;
    for (const node of [...all].reverse()) this.#tidy(node);
    for (const leaf of leavesOf(this.#root)) this.#changed(leaf);
  }

  finish(): void {
    for (let small = this.#tooSmall.least(); small; small = this.#tooSmall.least()) {
      const parent = small.parent ?? this.#root;
      this.#changed(this.#place(small, parent));
      this.#tidyUp(parent);
    }
  }

  /** Returns the leaf that its people are in now. */
  #place(small: FormingNode, parent: FormingNode): FormingNode {
    if (small.direct && parent.parent) return joinDirect(small, parent.parent);
    detach(small);
    // At the top all leaves are looked through: it comes to that once or twice.
    const other = (small.direct ? queueOf(leavesOf(this.#root)) : this.#leavesBelow(parent)).least();
    return other ? join(small, other) : joinDirect(small, parent);
  }

  #leavesBelow(parent: FormingNode): LeafQueue {
    const known = this.#below.get(parent);
    const leaves = known ?? queueOf(childrenOf(parent));
    if (!known) this.#below.set(parent, leaves);
    return leaves;
  }

  #changed(leaf: FormingNode): void {
    const { parent } = leaf;
    if (!parent) return;
    if (leaf.people < this.fewest) this.#tooSmall.add(leaf);
    this.#below.get(parent)?.add(leaf);
  }

  #tidyUp(from: FormingNode): void {
    let node: FormingNode | undefined = from;
    while (node) {
      const above: FormingNode | undefined = node.parent;
      node = this.#tidy(node) ? above : undefined;
    }
  }

  /**
   * An empty node vanishes. One with a single leaf below it is one unit: the node when that holds exactly its people, else the leaf in its place.
   * True when the node above may have become untidy.
   */
  #tidy(node: FormingNode): boolean {
    const { parent, first: only, people, origin } = node;
    if (!only) {
      if (people > 0 || !parent) return false;
      detach(node);
      return true;
    }
    if (only.next || only.first) return false;
    if (!parent || this.isWhole(origin.id, only.members)) {
      Object.assign(node, { first: undefined, people: only.people, members: only.members, labels: [origin.name] });
      only.parent = undefined;
      this.#changed(node);
    } else {
      standFor(node, only);
      this.#changed(only);
    }
    return true;
  }
}

function queueOf(nodes: Iterable<FormingNode>): LeafQueue {
  const queue = new LeafQueue(bySize);
  for (const node of nodes) if (!node.first) queue.add(node);
  return queue;
}
