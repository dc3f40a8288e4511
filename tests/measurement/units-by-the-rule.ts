import { idOfParts } from '#shared/round/part-id.js';
import type { RosterNode } from '#shared/round/roster-node.js';

/** A node as the rule speaks of it: with `below` a division, else a unit of these members' people. */
interface Part {
  origin: RosterNode;
  direct: boolean;
  members: RosterNode[];
  labels: string[];
  below: Part[];
}

/** What `formUnits` promises, said again as plainly as it goes: the whole tree is looked through for each merge. By unit in tree order: depth, name, id, people. */
export function unitsByTheRule(nodes: readonly RosterNode[], k: number): [number, string, string, number][] {
  const inOrBelow = (top: RosterNode): RosterNode[] => [top, ...nodes.filter(({ parent }) => parent === top.id).flatMap(inOrBelow)];
  const holding = (top: RosterNode) => inOrBelow(top).filter(({ people }) => people > 0);
  const isWhole = (origin: RosterNode, members: RosterNode[]) =>
    members.length === holding(origin).length && holding(origin).every((node) => members.includes(node));

  const grown = (origin: RosterNode): Part => {
    const below = nodes.filter(({ parent, id }) => parent === origin.id && holding(nodeOf(id)).length > 0).map(grown);
    const members = origin.people > 0 ? [origin] : [];
    if (below.length === 0) return { origin, direct: false, members, labels: [origin.name], below };
    const staff = { origin, direct: true, members, labels: [`${origin.name} (direct)`], below: [] };
    return { origin, direct: false, members: [], labels: [origin.name], below: origin.people > 0 ? [staff, ...below] : below };
  };
  const nodeOf = (id: string) => nodes.find((node) => node.id === id) as RosterNode;
  let root = grown(nodes[0] as RosterNode);

  const isUnit = ({ below }: Part) => below.length === 0;
  const all = (part: Part): Part[] => [part, ...part.below.flatMap(all)];
  const above = (part: Part) => all(root).find(({ below }) => below.includes(part)) as Part;
  const depth = (part: Part): number => (part === root ? 0 : 1 + depth(above(part)));
  const peopleOf = ({ members }: Part) => members.reduce((sum, { people }) => sum + people, 0);
  const bySize = (a: Part, b: Part) =>
    peopleOf(a) - peopleOf(b) || (a.origin.id < b.origin.id ? -1 : a.origin.id > b.origin.id ? 1 : Number(a.direct) - Number(b.direct));

  /** A division that has become empty vanishes; one of a single unit is that unit, under its own name when those are all of its people. */
  const tidied = (part: Part): Part | undefined => {
    if (isUnit(part)) return part.members.length > 0 || part === root ? part : undefined;
    part.below = part.below.flatMap((child) => tidied(child) ?? []);
    const [only, ...others] = part.below;
    if (!only || others.length > 0 || !isUnit(only)) return only || part === root ? part : undefined;
    if (part !== root && !isWhole(part.origin, only.members)) return only;
    return { ...part, members: only.members, labels: [part.origin.name], below: [] };
  };
  const take = (part: Part) => {
    const from = above(part);
    from.below = from.below.filter((child) => child !== part);
  };
  const join = (small: Part, into: Part) => {
    take(small);
    into.members = [...into.members, ...small.members];
    into.labels = [...into.labels, ...small.labels];
  };
  const joinStaff = (small: Part, division: Part) => {
    const staff = division.below.find((child) => child.direct && child !== small);
    if (staff) return join(small, staff);
    take(small);
    division.below = [{ ...small, origin: division.origin, direct: true }, ...division.below];
  };
  const place = (small: Part) => {
    const parent = above(small);
    if (small.direct && parent !== root) return joinStaff(small, above(parent));
    const others = (small.direct ? all(root) : parent.below).filter((part) => isUnit(part) && part !== small);
    const [other] = others.sort(bySize);
    return other ? join(small, other) : joinStaff(small, parent);
  };

  const tooSmall = () => all(root).filter((part) => part !== root && isUnit(part) && peopleOf(part) < 2 * k);
  root = tidied(root) ?? root;
  for (let small = tooSmall(); small.length > 0; small = tooSmall()) {
    place(small.sort((a, b) => depth(b) - depth(a) || bySize(a, b))[0] as Part);
    root = tidied(root) ?? root;
  }

  const idOf = (part: Part) => {
    const own = part === root || !isUnit(part) || (!part.direct && isWhole(part.origin, part.members));
    return own ? part.origin.id : idOfParts(part.members.map(({ id }) => id));
  };
  const nameOf = (part: Part) => (part === root || !isUnit(part) ? part.origin.name : part.labels.join(' + '));
  const total = (part: Part): number => peopleOf(part) + part.below.reduce((sum, child) => sum + total(child), 0);
  return all(root).map((part) => [depth(part), nameOf(part), idOf(part), total(part)]);
}
