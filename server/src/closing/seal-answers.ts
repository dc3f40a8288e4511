import type { UnitId } from '#shared/ballot/manifest.js';
import { coarsenLabels } from '../aggregation/aggregation.js';
import type { Closing } from './closing.js';
import type { ClosingNeeds } from './needs.js';

/**
 * Writes the answers apart from ids and signatures, under labels of at least K ballots. With fewer than K in the whole company none are kept.
 * The labels follow from the closing record: a second try writes the same file.
 */
export async function sealAnswers({ ballotBox }: ClosingNeeds, { round, manifest, record }: Closing): Promise<void> {
  const ballots = Object.fromEntries(record.units.map(({ unit, counted }) => [unit, counted.scored ?? 0]));
  const labels = coarsenLabels(manifest.units, ballots, sparesTaken(record), manifest.terms.k);
  if (!labels) return;
  await ballotBox.writeAnswers(round.id, 'scored', new Map(Object.entries(labels) as [UnitId, UnitId][]));
}

/** Replacements and additions by reporting unit: what thresholds leave out of the count. */
export function sparesTaken({ units }: Closing['record']): Record<string, number> {
  return Object.fromEntries(units.map(({ unit, replacements, additions }) => [unit, replacements + additions]));
}
