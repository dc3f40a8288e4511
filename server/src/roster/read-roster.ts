import type { RosterPerson, UnitNode } from '#shared/contract/roster.js';
import { sumsUp, treeOf } from '#shared/results/tree.js';
import type { Roster } from '../storage/port/registrar/roster.js';

export interface ReadRosterNeeds {
  registrar: { roster: Roster };
}

const PAGE = 50;

/** The unit tree as last imported; empty before the first import. */
export async function readUnits(
  { registrar: { roster } }: ReadRosterNeeds,
  { organisation }: { organisation: string },
): Promise<{ units: UnitNode[]; people: number; importedAt: string | null }> {
  const units = await roster.units(organisation);
  const { importedAt } = await roster.state(organisation);
  if (units.length === 0) return { units: [], people: 0, importedAt };
  const counts = await roster.countByUnit(organisation);
  const tree = treeOf(units);
  const direct = units.map(({ id }) => counts.get(id) ?? 0);
  const total = sumsUp(tree, direct);
  const nodes = units.map((unit, at) => ({ ...unit, depth: tree.depth[at] ?? 0, direct: direct[at] ?? 0, total: total[at] ?? 0 }));
  return { units: nodes, people: total[0] ?? 0, importedAt };
}

/** People by a part of their name, e-mail or employee id, in `unit` and all units below it when one is given. At most 50, and whether there are more. */
export async function findPeople(
  { registrar: { roster } }: ReadRosterNeeds,
  { organisation, search, unit }: { organisation: string; search: string; unit?: string | undefined },
): Promise<{ people: RosterPerson[]; more: boolean }> {
  const units = unit === undefined ? undefined : await withAllBelow(roster, organisation, unit);
  const found = await roster.find(organisation, { text: search.trim(), limit: PAGE + 1, ...(units ? { units } : {}) });
  return { people: found.slice(0, PAGE), more: found.length > PAGE };
}

async function withAllBelow(roster: Roster, organisation: string, unit: string): Promise<string[]> {
  const inside = new Set<string>();
  for (const { id, parent } of await roster.units(organisation)) {
    if (id === unit || (parent !== null && inside.has(parent))) inside.add(id);
  }
  return [...inside];
}
