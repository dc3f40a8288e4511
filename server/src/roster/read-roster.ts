import type { RoundId } from '#shared/ballot/manifest.js';
import { Refusal } from '#shared/contract/refusal.js';
import type { RosterPerson, UnitNode } from '#shared/contract/roster.js';
import { sumsUp, treeOf } from '#shared/results/tree.js';
import { NO_SUCH_ROUND } from '../no-such-round.js';
import type { Roster } from '../storage/port/registrar/roster.js';
import type { Rounds } from '../storage/port/registrar/rounds.js';

export interface ReadRosterNeeds {
  registrar: { roster: Roster };
}

export interface FindPeopleNeeds {
  registrar: { roster: Roster; rounds: Pick<Rounds, 'read' | 'invitedAmong'> };
}

interface Search {
  organisation: string;
  search: string;
  unit?: string | undefined;
  round?: RoundId | undefined;
}

interface Found {
  organisation: string;
  round: RoundId;
  people: readonly RosterPerson[];
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

/** People by a part of their name, e-mail or employee id, in `unit` and all units below it when one is given. At most 50, and whether there are more; of a `round`, whether each is invited. */
export async function findPeople(
  { registrar: { roster, rounds } }: FindPeopleNeeds,
  { organisation, search, unit, round }: Search,
): Promise<{ people: RosterPerson[]; more: boolean }> {
  const units = unit === undefined ? undefined : await withAllBelow(roster, organisation, unit);
  const found = await roster.find(organisation, { text: search.trim(), limit: PAGE + 1, ...(units ? { units } : {}) });
  const people = found.slice(0, PAGE);
  return { people: round === undefined ? people : await withInvited(rounds, { organisation, round, people }), more: found.length > PAGE };
}

async function withInvited(
  rounds: FindPeopleNeeds['registrar']['rounds'],
  { organisation, round, people }: Found,
): Promise<RosterPerson[]> {
  if (!(await rounds.read(organisation, round))) throw new Refusal('not-found', { field: 'round', ...NO_SUCH_ROUND });
  const ids = people.map(({ id }) => id);
  const invited = ids.length === 0 ? new Set() : await rounds.invitedAmong(round, ids);
  return people.map((person) => ({ ...person, invited: invited.has(person.id) }));
}

async function withAllBelow(roster: Roster, organisation: string, unit: string): Promise<string[]> {
  const inside = new Set<string>();
  for (const { id, parent } of await roster.units(organisation)) {
    if (id === unit || (parent !== null && inside.has(parent))) inside.add(id);
  }
  return [...inside];
}
