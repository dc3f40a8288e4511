import { toBase64Url } from '#shared/ballot/encoding.js';
import { type BallotKind, reportingUnits, type UnitId } from '#shared/ballot/manifest.js';
import type { PublicKeys } from '../ballots/open-round.js';
import type { ClosedUnit, ClosingRecord } from '../storage/port/registrar/results.js';
import type { Closing } from './closing.js';
import type { ClosingNeeds } from './needs.js';

/** Takes from roll, box and key file what must outlive them: totals, each unit's spares taken, its ballots and its public keys. */
export async function countRound(needs: ClosingNeeds, { round, manifest }: Closing): Promise<Partial<ClosingRecord>> {
  const rolled = await needs.roll.totals(round.id);
  if (!rolled) throw new Error(`round ${round.id}: the roll was overwritten before it was counted`);
  const publicKeys = await needs.publicKeys(round.id);
  const counted = await countByKind(needs, manifest.kinds, round.id);
  const units = reportingUnits(manifest).map(({ id }): ClosedUnit => {
    const { replacements, additions } = rolled.units.get(id) ?? { replacements: 0, additions: 0 };
    return { unit: id, replacements, additions, counted: countsOf(counted, id), publicKeys: keysOf(publicKeys, id) };
  });
  const sum = (of: (unit: ClosedUnit) => number) => units.reduce((total, unit) => total + of(unit), 0);
  const totals = {
    roll: reportingUnits(manifest).reduce((total, unit) => total + unit.roll, 0),
    collected: rolled.collected,
    counted: sum((unit) => unit.counted.scored ?? 0),
    replacements: sum((unit) => unit.replacements),
    additions: sum((unit) => unit.additions),
    notMe: rolled.notMe,
  };
  return { totals, units };
}

type CountsByKind = Map<BallotKind, Map<UnitId, number>>;

async function countByKind(
  { ballotBox }: ClosingNeeds,
  kinds: readonly BallotKind[],
  round: Closing['round']['id'],
): Promise<CountsByKind> {
  const counts: CountsByKind = new Map();
  for (const kind of kinds) counts.set(kind, await ballotBox.countByUnit(round, kind));
  return counts;
}

function countsOf(counts: CountsByKind, unit: UnitId): ClosedUnit['counted'] {
  return Object.fromEntries([...counts].map(([kind, byUnit]) => [kind, byUnit.get(unit) ?? 0]));
}

function keysOf(publicKeys: PublicKeys, unit: UnitId): ClosedUnit['publicKeys'] {
  const keys = Object.entries(publicKeys.get(unit) ?? {});
  return Object.fromEntries(keys.map(([kind, spki]) => [kind, toBase64Url(spki)]));
}
