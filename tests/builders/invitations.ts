import { randomBytes } from 'node:crypto';
import type { Claim, Roll, RollEntry } from '#server/storage/port/roll.js';
import type { RoundId, UnitId } from '#shared/ballot/manifest.js';
import { aUnit } from './ballots.js';

/** An invitation of sales. */
export function anEntry(parts: Partial<RollEntry> = {}): RollEntry {
  return { tokenHash: randomBytes(32), unit: aUnit('sales'), spare: false, ...parts };
}

/** A claim of an invitation with blinded values of its own. */
export function aClaim(entry: RollEntry, parts: Partial<Claim> = {}): Claim {
  return { tokenHash: entry.tokenHash, blinded: randomBytes(32), replacement: false, ...parts };
}

/** Writes a roll: so many people and spare records for each unit, with 2 spares a unit. */
export async function aRoll(
  roll: Roll,
  round: RoundId,
  { people = 3, spares = 2, units = [aUnit('sales')] }: { people?: number; spares?: number; units?: UnitId[] } = {},
): Promise<{ people: RollEntry[]; spares: RollEntry[] }> {
  const invited = units.flatMap((unit) => Array.from({ length: people }, () => anEntry({ unit })));
  const spare = units.flatMap((unit) => Array.from({ length: spares }, () => anEntry({ unit, spare: true })));
  await roll.create(round, new Map(units.map((unit) => [unit, spares])), [...invited, ...spare]);
  return { people: invited, spares: spare };
}
