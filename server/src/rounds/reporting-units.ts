import type { UnitId } from '#shared/ballot/manifest.js';
import type { ReportingNode } from '#shared/results/snapshot.js';
import { directNameIn } from '#shared/round/direct-name.js';
import { formUnits } from '#shared/round/form-units.js';
import type { OrganisationRecord } from '../storage/port/registrar/organisations.js';
import type { RosterRow, RosterUnit } from '../storage/port/registrar/roster.js';
import type { Home } from '../storage/port/registrar/rounds.js';
import type { RoundNeeds } from './round-needs.js';

/** Who would be invited now, and the units they would answer in. */
export interface ReportingUnits {
  organisation: OrganisationRecord;
  people: readonly RosterRow[];
  /** The reporting tree, in tree order. */
  units: readonly ReportingNode[];
  /** Names of the parts of merged units, by id. */
  merged: ReadonlyMap<string, readonly string[]>;
  homes: Readonly<Record<string, Home>>;
}

/** Forms the reporting units of the roster as it is now. Before the first import there are none, and nobody. */
export async function reportingUnitsNow(
  { registrar }: Pick<RoundNeeds, 'registrar'>,
  organisationId: string,
  k: number,
): Promise<ReportingUnits> {
  const organisation = await registrar.organisations.read(organisationId);
  if (!organisation) throw new RangeError(`no organisation ${organisationId}`);
  const tree = await registrar.roster.units(organisationId);
  const people = await registrar.roster.people(organisationId);
  if (tree.length === 0) return { organisation, people, units: [], merged: new Map(), homes: {} };
  const { units, unitOf, merged } = formUnits(countMembers(tree, people), k, { directName: directNameIn(organisation.language) });
  return { organisation, people, units, merged, homes: homesOf(tree, unitOf) };
}

/** Who leads a unit counts one level up, so that the unit's result is its people's. */
function countMembers(tree: readonly RosterUnit[], people: readonly RosterRow[]) {
  const parents = new Map(tree.map(({ id, parent }) => [id, parent]));
  const counts = new Map<string, number>();
  for (const { unit, leads } of people) {
    const counted = leads ? (parents.get(unit) ?? unit) : unit;
    counts.set(counted, (counts.get(counted) ?? 0) + 1);
  }
  return tree.map((unit) => ({ ...unit, people: counts.get(unit.id) ?? 0 }));
}

function homesOf(tree: readonly RosterUnit[], unitOf: ReadonlyMap<string, string>): Record<string, Home> {
  const home = (unit: string) => {
    const found = unitOf.get(unit);
    if (found === undefined) throw new RangeError(`unit ${unit} has no reporting unit`);
    return found as UnitId;
  };
  return Object.fromEntries(tree.map(({ id, parent }) => [id, { members: home(id), leaders: home(parent ?? id) }]));
}
