import type { ReportingNode } from '../results/snapshot.js';
import { treeOf } from '../results/tree.js';
import { bySize, detach, type FormingNode, grow, join, joinDirect, leavesOf, smallest } from './forming-tree.js';
import { idOfParts } from './part-id.js';
import type { RosterNode } from './roster-node.js';

export type { RosterNode } from './roster-node.js';

export interface FormedUnits {
  /** The reporting tree in tree order. Leaves are the reporting units. */
  units: ReportingNode[];
  /** By roster node, the reporting unit in which people attached directly to it count; also of nodes that have none now. */
  unitOf: Map<string, string>;
  /** By id of a merged reporting unit, the names of its parts. */
  merged: Map<string, string[]>;
}

export interface FormOptions {
  /** How the people attached directly to a node with sub-units are called, given the node's name. */
  directName?: (nodeName: string) => string;
}

/**
 * Forms reporting units before launch, so that none has fewer than 2 `k` invited people (where the company has that many): units too small are
 * merged, deepest and smallest first (ties: the lower id), with the smallest sibling without sub-units, else into their parent. People attached
 * directly to a node with sub-units are a unit of their own; too few of them move up node by node, at the top they join the smallest unit.
 * Nodes without people vanish. A division keeps its node's id; so does a unit of exactly its node's people; any other unit has an id made of
 * its members', so that it is the same unit in another round only when it is made of the same.
 * `nodes`: the roster's tree, parents first, one root. Deterministic.
 */
export function formUnits(
  nodes: readonly RosterNode[],
  k: number,
  { directName = (name) => `${name} (direct)` }: FormOptions = {},
): FormedUnits {
  treeOf(nodes);
  const whole = wholeMembers(nodes);
  const root = grow(nodes, directName);
  tidy(root, whole);
  for (let small = nextTooSmall(root, 2 * k); small; small = nextTooSmall(root, 2 * k)) {
    place(small, root);
    tidy(root, whole);
  }
  return listed(nodes, root, whole, directName);
}

function nextTooSmall(root: FormingNode, fewest: number): FormingNode | undefined {
  const small = leavesOf(root).filter((leaf) => leaf !== root && leaf.people < fewest);
  return small.sort((a, b) => b.depth - a.depth || bySize(a, b))[0];
}

function place(small: FormingNode, root: FormingNode): void {
  const parent = small.parent ?? root;
  const others = small.direct ? leavesOf(root) : parent.children.filter((child) => child.children.length === 0);
  const other = smallest(others.filter((leaf) => leaf !== small));
  if (small.direct && parent.parent) joinDirect(small, parent.parent);
  else if (other) join(small, other);
  else joinDirect(small, parent);
}

/** By roster node, the nodes with people in or below it: all that a unit of exactly its people is made of. */
function wholeMembers(nodes: readonly RosterNode[]): Map<string, string[]> {
  const whole = new Map<string, string[]>(nodes.map((node) => [node.id, []]));
  const parents = new Map(nodes.map((node) => [node.id, node.parent]));
  for (const { id, people } of nodes) {
    for (let at: string | null = id; people > 0 && at !== null; at = parents.get(at) ?? null) whole.get(at)?.push(id);
  }
  return whole;
}

function isWhole({ origin, members }: FormingNode, whole: ReadonlyMap<string, string[]>): boolean {
  const all = whole.get(origin.id) ?? [];
  return all.length === members.length && all.every((id) => members.includes(id));
}

/** A node with a single leaf below it is one unit: the node when that holds exactly its people, else the leaf in its place. */
function tidy(node: FormingNode, whole: ReadonlyMap<string, string[]>): void {
  for (const child of node.children) tidy(child, whole);
  const [only, ...others] = node.children;
  if (!only) {
    if (node.people === 0 && node.parent) detach(node);
    return;
  }
  if (others.length > 0 || only.children.length > 0) return;
  const { people, members } = only;
  if (!node.parent || isWhole({ ...node, members }, whole)) {
    Object.assign(node, { children: [], people, members, labels: [node.origin.name] });
    return;
  }
  const { parent } = node;
  parent.children = parent.children.map((child) => (child === node ? Object.assign(only, { parent, depth: node.depth }) : child));
}

/** Longer lists of parts are cut: the name has to stand in a table. */
const LONGEST_NAME = 200;

function nameOf(labels: readonly string[]): string {
  const name = labels.join(' + ');
  if (name.length <= LONGEST_NAME) return name;
  const [first = ''] = labels;
  return `${first.slice(0, LONGEST_NAME)} + … (${labels.length})`;
}

function listed(
  nodes: readonly RosterNode[],
  root: FormingNode,
  whole: ReadonlyMap<string, string[]>,
  directName: (name: string) => string,
): FormedUnits {
  const units: ReportingNode[] = [];
  const unitOf = new Map<string, string>();
  const merged = new Map<string, string[]>();
  const list = (node: FormingNode, parent: string | null, depth: number): number => {
    const labels = labelsOf(node, directName);
    const unit = { id: idOf(node, whole), name: nameOf(labels), parent, depth, roll: node.people };
    units.push(unit);
    if (node.children.length === 0) for (const member of node.members) unitOf.set(member, unit.id);
    if (labels.length > 1) merged.set(unit.id, labels);
    for (const child of node.children) unit.roll += list(child, unit.id, depth + 1);
    return unit.roll;
  };
  list(root, null, 0);
  const rolls = new Map(units.map((unit) => [unit.id, unit.roll]));
  for (const { id } of nodes) if (!unitOf.has(id)) unitOf.set(id, nearestUnit(id, nodes, whole, unitOf, rolls) ?? root.origin.id);
  return { units, unitOf, merged };
}

function labelsOf(node: FormingNode, directName: (name: string) => string): string[] {
  if (node.children.length > 0 || !node.parent) return [node.origin.name];
  return node.labels.length === 0 ? [directName(node.origin.name)] : node.labels;
}

function idOf(node: FormingNode, whole: ReadonlyMap<string, string[]>): string {
  if (!node.parent || node.children.length > 0) return node.origin.id;
  return !node.direct && isWhole(node, whole) ? node.origin.id : idOfParts(node.members);
}

/** For a node without people of its own: the smallest unit that holds people from below it, else what holds for the node above. */
function nearestUnit(
  id: string,
  nodes: readonly RosterNode[],
  whole: ReadonlyMap<string, string[]>,
  unitOf: ReadonlyMap<string, string>,
  rolls: ReadonlyMap<string, number>,
): string | undefined {
  const parents = new Map(nodes.map((node) => [node.id, node.parent]));
  for (let at: string | null = id; at !== null; at = parents.get(at) ?? null) {
    const own = unitOf.get(at);
    if (own) return own;
    const below = [...new Set((whole.get(at) ?? []).flatMap((member) => unitOf.get(member) ?? []))];
    const [least] = below.sort((a, b) => (rolls.get(a) ?? 0) - (rolls.get(b) ?? 0) || (a < b ? -1 : 1));
    if (least) return least;
  }
  return undefined;
}
