import type { ReportingNode } from '../results/snapshot.js';
import { directNameIn } from './direct-name.js';
import { childrenOf, type FormingNode, grow } from './forming-tree.js';
import { mergeTooSmall } from './merge-too-small.js';
import { idOfParts } from './part-id.js';
import type { RosterNode } from './roster-node.js';
import { type IsWhole, wholeNodes } from './whole-nodes.js';

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
 * `nodes`: the roster's tree, parents first, one root; refuses (RangeError) a tree without nodes. `k`: the K of the terms, in people. Deterministic.
 */
export function formUnits(nodes: readonly RosterNode[], k: number, { directName = directNameIn('en') }: FormOptions = {}): FormedUnits {
  const isWhole = wholeNodes(nodes);
  const tree = grow(nodes, directName);
  mergeTooSmall(tree, 2 * k, isWhole);
  return listed(nodes, tree[0], isWhole, directName);
}

/** Longer lists of parts are cut: the name has to stand in a table. */
const LONGEST_NAME = 200;

function nameOf(labels: readonly string[]): string {
  const name = labels.join(' + ');
  if (name.length <= LONGEST_NAME) return name;
  const [first = ''] = labels;
  return `${first.slice(0, LONGEST_NAME)} + … (${labels.length})`;
}

function listed(nodes: readonly RosterNode[], root: FormingNode, isWhole: IsWhole, directName: (name: string) => string): FormedUnits {
  const units: ReportingNode[] = [];
  const unitOf = new Map<string, string>();
  const merged = new Map<string, string[]>();
  const list = (node: FormingNode, parent: string | null, depth: number): number => {
    const labels = labelsOf(node, directName);
    const unit = { id: idOf(node, isWhole), name: nameOf(labels), parent, depth, roll: node.people };
    units.push(unit);
    if (!node.first) for (const member of node.members) unitOf.set(member, unit.id);
    if (labels.length > 1) merged.set(unit.id, labels);
    for (const child of childrenOf(node)) unit.roll += list(child, unit.id, depth + 1);
    return unit.roll;
  };
  list(root, null, 0);
  const nearest = smallestBelow(nodes, unitOf, new Map(units.map((unit) => [unit.id, unit.roll])));
  for (const { id, parent } of nodes) {
    if (!unitOf.has(id)) unitOf.set(id, nearest.get(id) ?? unitOf.get(parent ?? '') ?? root.origin.id);
  }
  return { units, unitOf, merged };
}

function labelsOf(node: FormingNode, directName: (name: string) => string): string[] {
  if (node.first || !node.parent) return [node.origin.name];
  return node.labels.length === 0 ? [directName(node.origin.name)] : node.labels;
}

function idOf(node: FormingNode, isWhole: IsWhole): string {
  if (!node.parent || node.first) return node.origin.id;
  return !node.direct && isWhole(node.origin.id, node.members) ? node.origin.id : idOfParts(node.members);
}

/** By roster node, the smallest unit that holds people in or below it (ties: the lower id). */
function smallestBelow(
  nodes: readonly RosterNode[],
  unitOf: ReadonlyMap<string, string>,
  rolls: ReadonlyMap<string, number>,
): Map<string, string> {
  const least = new Map<string, string>();
  const offer = (node: string, unit: string | undefined) => {
    const known = least.get(node);
    if (unit === undefined || known === unit) return;
    const order = known === undefined ? -1 : (rolls.get(unit) ?? 0) - (rolls.get(known) ?? 0);
    if (order < 0 || (order === 0 && known !== undefined && unit < known)) least.set(node, unit);
  };
  for (const { id, parent } of [...nodes].reverse()) {
    offer(id, unitOf.get(id));
    if (parent !== null) offer(parent, least.get(id));
  }
  return least;
}
