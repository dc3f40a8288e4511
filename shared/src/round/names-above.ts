interface NamedNode {
  id: string;
  name: string;
  parent: string | null;
}

/** Names of the units above a node, from below the company to its parent: they tell it from others of the same name. None above an id that is not there. */
export function namesAbove(nodes: readonly NamedNode[], id: string): string[] {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const names: string[] = [];
  let above = byId.get(byId.get(id)?.parent ?? '');
  while (above && above.parent !== null) {
    names.unshift(above.name);
    above = byId.get(above.parent);
  }
  return names;
}

/** A unit with the units above it, as a roster writes its path: `Sales / North`. Empty for an id that is not there. */
export function nameWithin(nodes: readonly NamedNode[], id: string): string {
  const own = nodes.find((node) => node.id === id)?.name ?? '';
  return [...namesAbove(nodes, id), own].join(' / ');
}
