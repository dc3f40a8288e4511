import type { ReleasedScore, ShownScore } from '#shared/results/cell.js';
import type { ReportingNode, Snapshot, SnapshotResults } from '#shared/results/snapshot.js';

export interface FurthestCell {
  unit: ReportingNode;
  signal: string;
  score: ShownScore;
  company: ShownScore;
}

/** In points: less than this is not named, one cell of many lies so far off by chance. */
const WORTH_NAMING = 15;

/**
 * The one shown score of a unit that lies furthest above the company's on the same signal, from 15 points on; of equal ones the first in tree order.
 * From what the heatmap shows alone, as it is rounded there: a hidden score is neither named nor counted.
 */
export function furthestCell(
  { units, signals }: Pick<Snapshot, 'units' | 'signals'>,
  cells: SnapshotResults['cells'],
): FurthestCell | undefined {
  const [company, ...below] = units;
  const scoreOf = (unit: ReportingNode | undefined, signal: string): ReleasedScore | undefined =>
    cells[unit?.id ?? '']?.signals[signal]?.score;
  let furthest: FurthestCell | undefined;
  for (const unit of below) {
    for (const { id: signal } of signals) {
      const [score, whole] = [scoreOf(unit, signal), scoreOf(company, signal)];
      if (!score?.shown || !whole?.shown) continue;
      const least = furthest ? above(furthest) : WORTH_NAMING - 1;
      const cell = { unit, signal, score, company: whole };
      if (above(cell) > least) furthest = cell;
    }
  }
  return furthest;
}

function above({ score, company }: FurthestCell): number {
  return Math.round(score.mean) - Math.round(company.mean);
}
