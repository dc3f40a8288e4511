import type { RosterNode } from './roster-node.js';

/** A node while units are being formed. People are in leaves only; `members` are the roster nodes whose directly attached people those are. */
export interface FormingNode {
  readonly origin: RosterNode;
  depth: number;
  /** None: it is the root, or no longer in the tree. */
  parent: FormingNode | undefined;
  /** The first of its children. They are linked, so that one of thousands is taken out or replaced without a look at the others. */
  first: FormingNode | undefined;
  previous: FormingNode | undefined;
  next: FormingNode | undefined;
  people: number;
  members: string[];
  /** The names of what it is made of. */
  labels: string[];
  /** The people attached directly to a node with sub-units. */
  readonly direct: boolean;
}

/**
 * The tree of the roster's nodes with people in or below them, parents first. Those attached directly to a node with sub-units have a leaf of their
 * own. Nodes without people are listed, but in no tree.
 */
export function grow(nodes: readonly RosterNode[], directName: (name: string) => string): [FormingNode, ...FormingNode[]] {
  const made = new Map<string, FormingNode>();
  for (const origin of nodes) {
    const parent = origin.parent === null ? undefined : made.get(origin.parent);
    made.set(origin.id, leaf(origin, parent, origin.name, false));
  }
  const [root, ...others] = [...made.values()];
  if (!root) throw new RangeError('a tree without nodes');
  for (const node of others.reverse()) {
    if (node.first || node.people > 0) prepend(node);
    else node.parent = undefined;
  }
  const all: [FormingNode, ...FormingNode[]] = [root, ...others.reverse()];
  for (const node of all) if (node.first) splitDirect(node, directName);
  return all;
}

function leaf(origin: RosterNode, parent: FormingNode | undefined, label: string, direct: boolean): FormingNode {
  const place = { depth: (parent?.depth ?? -1) + 1, parent, first: undefined, previous: undefined, next: undefined };
  return { origin, ...place, people: origin.people, members: origin.people > 0 ? [origin.id] : [], labels: [label], direct };
}

function splitDirect(node: FormingNode, directName: (name: string) => string): void {
  node.people = 0;
  node.members = [];
  if (node.origin.people > 0) prepend(leaf(node.origin, node, directName(node.origin.name), true));
}

/** From the first to the last, as they are linked now. */
export function* childrenOf(node: FormingNode): Generator<FormingNode> {
  for (let child = node.first; child; child = child.next) yield child;
}

/** The leaves at and below a node, in tree order. */
export function* leavesOf(node: FormingNode): Generator<FormingNode> {
  if (!node.first) yield node;
  for (const child of childrenOf(node)) yield* leavesOf(child);
}

/** Order by size, then by id; of the people of one node those attached directly last. */
export function bySize(a: FormingNode, b: FormingNode): number {
  return a.people - b.people || (a.origin.id < b.origin.id ? -1 : a.origin.id > b.origin.id ? 1 : Number(a.direct) - Number(b.direct));
}

/** Puts a node before the other children of the parent it names. */
function prepend(node: FormingNode): void {
  const { parent } = node;
  if (!parent) return;
  node.next = parent.first;
  if (node.next) node.next.previous = node;
  parent.first = node;
}

/** Takes a node out of the tree. The node above may be left without children, or with a single one. */
export function detach(node: FormingNode): void {
  const { parent, previous, next } = node;
  if (previous) previous.next = next;
  else if (parent) parent.first = next;
  if (next) next.previous = previous;
  Object.assign(node, { parent: undefined, previous: undefined, next: undefined });
}

/** The only leaf below a node stands where the node stood. */
export function standFor(node: FormingNode, only: FormingNode): void {
  const { parent, previous, next, depth } = node;
  Object.assign(only, { parent, previous, next, depth });
  if (previous) previous.next = only;
  else if (parent) parent.first = only;
  if (next) next.previous = only;
  Object.assign(node, { parent: undefined, previous: undefined, next: undefined, first: undefined });
}

/** The people of one leaf go over into another, and with them what it is called. Returns the other. */
export function join(from: FormingNode, into: FormingNode): FormingNode {
  detach(from);
  into.people += from.people;
  for (const member of from.members) into.members.push(member);
  for (const label of from.labels) into.labels.push(label);
  return into;
}

/** The people of a leaf become direct staff of `node`, in the leaf of those if there is one. Returns that leaf. */
export function joinDirect(from: FormingNode, node: FormingNode): FormingNode {
  for (const child of childrenOf(node)) if (child.direct && child !== from) return join(from, child);
  detach(from);
  const staff: FormingNode = { ...from, origin: node.origin, depth: node.depth + 1, parent: node, direct: true };
  prepend(staff);
  return staff;
}
