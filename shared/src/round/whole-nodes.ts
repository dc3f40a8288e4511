import { sumsUp, treeOf } from '../results/tree.js';
import type { RosterNode } from './roster-node.js';

/** Whether `members` are all the nodes with people that are in or below a node of the roster: a unit of exactly its people. */
export type IsWhole = (node: string, members: readonly string[]) => boolean;

/** `nodes`: a tree, parents first. */
export function wholeNodes(nodes: readonly RosterNode[]): IsWhole {
  const tree = treeOf(nodes);
  const held = sumsUp(
    tree,
    nodes.map(({ people }) => Number(people > 0)),
  );
  const size = sumsUp(
    tree,
    nodes.map(() => 1),
  );
  // Numbered so that what is below a node has the numbers that follow the node's own.
  const number: number[] = [];
  const free: number[] = [];
  for (const [node, above] of tree.parent.entries()) {
    number[node] = free[above] ?? 0;
    free[above] = (number[node] ?? 0) + (size[node] ?? 0);
    free[node] = (number[node] ?? 0) + 1;
  }
  return (id, members) => {
    const node = tree.at.get(id) ?? -1;
    const from = number[node] ?? 0;
    const to = from + (size[node] ?? 0);
    const isIn = (member: string) => {
      const its = number[tree.at.get(member) ?? -1] ?? -1;
      return from <= its && its < to;
    };
    return held[node] === members.length && members.every(isIn);
  };
}
