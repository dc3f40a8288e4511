import type { RosterContent, RosterRow, RosterUnit } from '../storage/port/registrar/roster.js';
import type { FilePerson } from './read-person.js';
import { growTree } from './unit-tree.js';

/** What an import would put in the place of the roster, and how people would fare. */
export interface ImportPlan {
  content: RosterContent;
  joined: FilePerson[];
  left: RosterRow[];
  moved: { name: string; from: string; to: string }[];
  unchanged: number;
  /** People directly in each unit, by path. */
  units: { path: string; people: number }[];
}

/** Plans to replace `current` by the people of a file. People are known again by employee id, units by their path, else by a name that is theirs alone: both keep their ids. */
export function planImport(
  current: RosterContent,
  people: readonly FilePerson[],
  organisationName: string,
  newId: () => string,
): ImportPlan {
  const tree = growTree(people, current.units, organisationName, newId);
  const known = new Map(current.people.map((row) => [row.employeeId, row]));
  const rows: RosterRow[] = [];
  const plan = { joined: [] as FilePerson[], moved: [] as ImportPlan['moved'], unchanged: 0 };
  const before = pathsOf(current.units);
  for (const person of people) {
    const unit = tree.unitOf(person);
    const row = known.get(person.employeeId);
    known.delete(person.employeeId);
    rows.push(rowOf(person, unit, row?.id ?? newId()));
    if (!row) plan.joined.push(person);
    else if (row.unit !== unit) plan.moved.push({ name: person.name, from: before.get(row.unit) ?? '', to: person.path.join(' / ') });
    else plan.unchanged += 1;
  }
  return { ...plan, left: [...known.values()], content: { units: tree.units, people: rows }, units: countByPath(tree.units, rows) };
}

function rowOf({ employeeId, name, email, leads, language }: FilePerson, unit: string, id: string): RosterRow {
  return { id, employeeId, name, email, unit, leads, language };
}

/** Every unit's path from below the organisation, as the file writes it; the organisation's own is its name. */
function pathsOf(units: readonly RosterUnit[]): Map<string, string> {
  const paths = new Map<string, string>();
  const root = units[0]?.id;
  for (const { id, name, parent } of units) {
    const above = parent === null || parent === root ? undefined : paths.get(parent);
    paths.set(id, above === undefined ? name : `${above} / ${name}`);
  }
  return paths;
}

function countByPath(units: readonly RosterUnit[], rows: readonly RosterRow[]): { path: string; people: number }[] {
  const counts = new Map<string, number>();
  for (const { unit } of rows) counts.set(unit, (counts.get(unit) ?? 0) + 1);
  return [...pathsOf(units)].map(([id, path]) => ({ path, people: counts.get(id) ?? 0 }));
}
