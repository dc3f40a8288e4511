import type { RosterNode } from './roster-node.js';

/** A node while units are being formed. People are in leaves only; `members` are the roster nodes whose directly attached people those are. */
export interface FormingNode {
  readonly origin: RosterNode;
  readonly depth: number;
  parent: FormingNode | undefined;
  children: FormingNode[];
  people: number;
  members: string[];
  /** The names of what it is made of. */
  labels: string[];
  /** The people attached directly to a node with sub-units. */
  readonly direct: boolean;
}

/** The tree of the roster's nodes with people in or below them. Those attached directly to a node with sub-units have a leaf of their own. */
export function grow(nodes: readonly RosterNode[], directName: (name: string) => string): FormingNode {
  const made = new Map<string, FormingNode>();
  const all = nodes.map((origin) => {
    const parent = origin.parent === null ? undefined : made.get(origin.parent);
    const node = leaf(origin, parent, (parent?.depth ?? -1) + 1, origin.name, false);
    parent?.children.push(node);
    made.set(origin.id, node);
    return node;
  });
  for (const node of [...all].reverse()) if (node.parent && node.children.length === 0 && node.people === 0) detach(node);
  for (const node of all) if (node.children.length > 0) splitDirect(node, directName);
  const [root] = all;
  if (!root) throw new RangeError('a tree without nodes');
  return root;
}

function leaf(origin: RosterNode, parent: FormingNode | undefined, depth: number, label: string, direct: boolean): FormingNode {
  const members = origin.people > 0 ? [origin.id] : [];
  return { origin, depth, parent, children: [], people: origin.people, members, labels: [label], direct };
}

function splitDirect(node: FormingNode, directName: (name: string) => string): void {
  node.people = 0;
  node.members = [];
  if (node.origin.people > 0) node.children.unshift(leaf(node.origin, node, node.depth + 1, directName(node.origin.name), true));
}

export function leavesOf(node: FormingNode): FormingNode[] {
  return node.children.length === 0 ? [node] : node.children.flatMap(leavesOf);
}

/** The leaf with the fewest people; of equals the one whose node has the lower id, a direct staff last. */
export function smallest(leaves: readonly FormingNode[]): FormingNode | undefined {
  return [...leaves].sort(bySize)[0];
}

/** Order by size, then by id. */
export function bySize(a: FormingNode, b: FormingNode): number {
  return a.people - b.people || (a.origin.id < b.origin.id ? -1 : a.origin.id > b.origin.id ? 1 : Number(a.direct) - Number(b.direct));
}

export function detach(node: FormingNode): void {
  if (node.parent) node.parent.children = node.parent.children.filter((child) => child !== node);
}

/** The people of one leaf go over into another, and with them what it is called. */
export function join(from: FormingNode, into: FormingNode): void {
  detach(from);
  into.people += from.people;
  into.members.push(...from.members);
  into.labels.push(...from.labels);
}

/** The people of a leaf become direct staff of `node`, in the leaf of those if there is one. */
export function joinDirect(from: FormingNode, node: FormingNode): void {
  const staff = node.children.find((child) => child.direct && child !== from);
  if (staff) {
    join(from, staff);
    return;
  }
  detach(from);
  node.children.unshift({ ...from, origin: node.origin, depth: node.depth + 1, parent: node, direct: true });
}
