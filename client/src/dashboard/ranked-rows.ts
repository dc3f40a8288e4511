import type { ReleasedCell, ReleasedScore, ReleasedShare } from '#shared/results/cell.js';

export interface SignalRow {
  id: string;
  score: ReleasedScore;
  prevalence: ReleasedShare;
}

/** The signals of one cell, most often seen first; equal ones in the instrument's order; hidden ones last. */
export function rankedRows(cell: Pick<ReleasedCell, 'signals'>): SignalRow[] {
  const rows = Object.entries(cell.signals).map(([id, { score, prevalence }]) => ({ id, score, prevalence }));
  const height = ({ score }: SignalRow) => (score.shown ? score.mean : -1);
  return rows.sort((a, b) => height(b) - height(a));
}
