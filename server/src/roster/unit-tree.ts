import type { RosterUnit } from '../storage/port/registrar/roster.js';
import type { FilePerson } from './read-person.js';

export interface GrownTree {
  /** In tree order; the organisation first. */
  units: RosterUnit[];
  unitOf(person: Pick<FilePerson, 'path'>): string;
}

interface Node {
  name: string;
  children: Map<string, Node>;
}

/**
 * The units that the people of a file stand in, under one organisation. A first name that all paths share, or that is the organisation's,
 * is the organisation itself. Siblings keep the order of the file. Units of `earlier` keep their ids: by path, else by a name that stands once in each.
 */
export function growTree(
  people: readonly Pick<FilePerson, 'path'>[],
  earlier: readonly RosterUnit[],
  organisationName: string,
  newId: () => string,
): GrownTree {
  const top = sharedTop(people) ?? organisationName;
  const inside = (path: readonly string[]) => (sameName(path[0], top) ? path.slice(1) : path);
  const root: Node = { name: organisationName, children: new Map() };
  for (const { path } of people) {
    let node = root;
    for (const name of inside(path)) node = childOf(node, name);
  }
  const ids = new Map<string, string>();
  const units = lay(root, idsFor(root, earlier, newId), ids);
  return { units, unitOf: ({ path }) => ids.get(keyOf(inside(path))) ?? '' };
}

function sharedTop(people: readonly Pick<FilePerson, 'path'>[]): string | undefined {
  const first = people[0]?.path[0];
  return people.every(({ path }) => sameName(path[0], first)) ? first : undefined;
}

function sameName(a: string | undefined, b: string | undefined): boolean {
  return a?.toLowerCase() === b?.toLowerCase();
}

function childOf(node: Node, name: string): Node {
  const child = node.children.get(name.toLowerCase()) ?? { name, children: new Map() };
  node.children.set(name.toLowerCase(), child);
  return child;
}

/** Names are compared without case, and joined by a character that no name can hold. */
function keyOf(path: readonly string[]): string {
  return path.map((name) => name.toLowerCase()).join('\n');
}

function* walk(node: Node, path: readonly string[] = []): Generator<{ node: Node; path: readonly string[] }> {
  yield { node, path };
  for (const child of node.children.values()) yield* walk(child, [...path, child.name]);
}

function lay(root: Node, idOf: ReadonlyMap<string, string>, ids: Map<string, string>): RosterUnit[] {
  return [...walk(root)].map(({ node, path }) => {
    const id = idOf.get(keyOf(path)) ?? '';
    ids.set(keyOf(path), id);
    return { id, name: node.name, parent: path.length === 0 ? null : (ids.get(keyOf(path.slice(0, -1))) ?? '') };
  });
}

/** An id for every node: an earlier unit's where it is the same one, else a new one. */
function idsFor(root: Node, earlier: readonly RosterUnit[], newId: () => string): Map<string, string> {
  const nodes = [...walk(root)].map(({ node, path }) => ({ key: keyOf(path), name: node.name.toLowerCase() }));
  const earlierKeys = keysOf(earlier);
  const ids = new Map(nodes.flatMap(({ key }) => (earlierKeys.has(key) ? [[key, earlierKeys.get(key) ?? '']] : [])));
  const taken = new Set(ids.values());
  const byName = onlyOnes(earlier.filter(({ id }) => !taken.has(id)).map(({ id, name }) => [name.toLowerCase(), id]));
  const fresh = onlyOnes(nodes.filter(({ key }) => !ids.has(key)).map(({ key, name }) => [name, key]));
  for (const { key, name } of nodes) {
    if (ids.has(key)) continue;
    const moved = fresh.has(name) ? byName.get(name) : undefined;
    ids.set(key, moved ?? newId());
  }
  return ids;
}

function keysOf(units: readonly RosterUnit[]): Map<string, string> {
  const keys = new Map<string, string>();
  const byId = new Map<string, string>();
  for (const { id, name, parent } of units) {
    const above = parent === null ? undefined : byId.get(parent);
    const key = parent === null ? '' : above ? `${above}\n${name.toLowerCase()}` : name.toLowerCase();
    byId.set(id, key);
    keys.set(key, id);
  }
  return keys;
}

function onlyOnes(pairs: readonly (readonly [string, string])[]): Map<string, string> {
  const found = new Map<string, string>();
  const twice = new Set<string>();
  for (const [name, value] of pairs) {
    if (found.has(name)) twice.add(name);
    found.set(name, value);
  }
  for (const name of twice) found.delete(name);
  return found;
}
