import type { Instrument } from '#shared/instrument/instrument.js';
import type { TreeNode } from '#shared/results/tree.js';
import { readAhead } from './tally/read-ahead.js';
import { Tally, type TallyOptions } from './tally/tally.js';

/** One ballot as the tally reads it: the label it was sealed under and one answer code an item, in item order. */
export interface LabelledAnswers {
  readonly label: string;
  readonly answers: ArrayLike<number>;
}

/** An empty tally over a tree (parents before children). Ballots may be labelled with any node of it. */
export function newTally(instrument: Instrument, nodes: readonly TreeNode[], options: TallyOptions = {}): Tally {
  return new Tally(instrument, nodes, options);
}

/** Tallies batches of ballots in one streaming pass, one being read while one is counted; memory does not grow with them. Refuses what `Tally.add` does. */
export async function tallyAnswers(
  instrument: Instrument,
  nodes: readonly TreeNode[],
  batches: AsyncIterable<Iterable<LabelledAnswers>>,
  options: TallyOptions = {},
): Promise<Tally> {
  const tally = newTally(instrument, nodes, options);
  for await (const batch of readAhead(batches)) for (const { label, answers } of batch) tally.add(label, answers);
  return tally;
}

export type { AuditFailure } from './publication/audit-failure.js';
export { auditSnapshot } from './publication/audit-snapshot.js';
export { type ExactCounts, exactCounts } from './publication/exact-counts.js';
export { type RawItem, type RawScore, type RawUnit, rawAnalysis } from './publication/raw-analysis.js';
export { type Release, type ReleaseTerms, release } from './publication/release.js';
export { coarsenLabels } from './suppression/coarsen-labels.js';
export { groupsOf } from './suppression/statistic.js';
export type { Tally, TallyOptions } from './tally/tally.js';
