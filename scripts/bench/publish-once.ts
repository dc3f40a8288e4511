import { release, tallyAnswers } from '#server/aggregation/aggregation.js';
import type { BallotBox } from '#server/storage/port/ballot-box.js';
import type { RoundId } from '#shared/ballot/manifest.js';
import { CORE, PULSE } from '#shared/instrument/core.js';
import { presentedOrder } from '#shared/instrument/pages.js';
import type { ReportingNode } from '#shared/results/snapshot.js';
import { unitsOf } from './sealed-box.js';

/** From sealed core ballots to the snapshot, as closing does it, without storing it. */
export async function publish(ballotBox: BallotBox, round: RoundId, units: readonly ReportingNode[]): Promise<void> {
  const options = { presented: presentedOrder('core'), pulse: PULSE };
  const tally = await tallyAnswers(CORE, units, ballotBox.streamAnswers(round, 'scored'), options);
  const roll = units[0]?.roll ?? 0;
  const totals = { roll, collected: roll, counted: roll, replacements: 0, additions: 0 };
  const day = '2026-01-01';
  const { snapshot } = release(tally, {
    ...{ round, manifest: '0'.repeat(64), title: 'Bench', form: 'core', k: 5, opened: day, closed: day, published: day, totals, units },
    replacementsAndAdditions: {},
    wording: {},
  });
  if (snapshot.outcome !== 'results') throw new Error('nothing was published');
}

/** A company of so many units of so many people each. */
export function treeOf(units: number, peopleAUnit: number): ReportingNode[] {
  const company = { id: 'company00000', name: 'Company', parent: null, depth: 0, roll: units * peopleAUnit };
  return [company, ...unitsOf(units).map((id) => ({ id, name: id, parent: company.id, depth: 1, roll: peopleAUnit }))];
}
