import { toBase64Url } from '#shared/ballot/encoding.js';
import { sparesFor, type UnitId } from '#shared/ballot/manifest.js';
import { tokenHashesOf } from '../invitations/token-hashes.js';
import type { Random } from '../random.js';
import { mapInSlices } from '../slices.js';
import type { RosterRow } from '../storage/port/registrar/roster.js';
import type { Home, Invitation, Invitee } from '../storage/port/registrar/rounds.js';
import type { RollEntry } from '../storage/port/roll.js';
import type { ReportingUnits } from './reporting-units.js';

/** Some milliseconds' work. */
const SLICE = 500;

/** An invitation for everybody, and spare ones for each reporting unit, all under random ids. */
export async function inviteEverybody({ people, homes, units }: ReportingUnits, random: Random): Promise<Invitation[]> {
  const newId = () => toBase64Url(random(32));
  const parents = new Set(units.map(({ parent }) => parent));
  const spares = units.flatMap(({ id, roll }) => (parents.has(id) ? [] : Array.from({ length: sparesFor(roll) }, () => id as UnitId)));
  const invited = await mapInSlices(people, SLICE, (person) => ({
    ...{ id: newId(), unit: homeOf(person, homes), spare: false, invitee: inviteeOf(person) },
  }));
  const spare = await mapInSlices(spares, SLICE, (unit) => ({ id: newId(), unit, spare: true, invitee: null }));
  return [...invited, ...spare];
}

/** What the roll is told of each: the hash of a token that is made and forgotten here. */
export async function rollEntries(invitations: readonly Invitation[], mailKey: Uint8Array): Promise<RollEntry[]> {
  const hashes = await tokenHashesOf(
    mailKey,
    invitations.map(({ id }) => id),
  );
  return invitations.map(({ unit, spare }, at) => ({ tokenHash: hashes[at] ?? new Uint8Array(), unit, spare }));
}

export function inviteeOf({ id, name, email, language }: RosterRow): Invitee {
  return { person: id, name, email, language };
}

function homeOf({ unit, leads }: RosterRow, homes: Readonly<Record<string, Home>>): UnitId {
  const home = homes[unit];
  if (!home) throw new RangeError(`unit ${unit} has no home`);
  return leads ? home.leaders : home.members;
}
