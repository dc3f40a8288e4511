import { newTally, release } from '#server/aggregation/aggregation.js';
import type { BallotBox } from '#server/storage/port/ballot-box.js';
import type { RoundId, UnitId } from '#shared/ballot/manifest.js';
import { itemOrder } from '#shared/instrument/answers.js';
import { CORE, PULSE } from '#shared/instrument/core.js';
import { presentedOrder } from '#shared/instrument/pages.js';
import type { ReportingNode } from '#shared/results/snapshot.js';
import { sealedBox } from './sealed-box.js';

const PEOPLE_A_UNIT = 500;
const TURNS = 5;

/** Seconds, the median of some turns; `limit` is the same ballots merely streamed, each answer read. Goal: at most 2.5 times. */
export interface PublicationFigures {
  sealingSeconds: number;
  publishSeconds: number;
  limitSeconds: number;
  ratio: number;
  goal: number;
  peakMegabytes: number;
}

/** Tally to snapshot of sealed core ballots, against streaming and parsing them; turns of the two alternate. */
export async function benchPublication(folder: string, ballots = 100_000): Promise<PublicationFigures> {
  const items = itemOrder(CORE).length;
  const { ballotBox, round, units, seconds } = await sealedBox(
    folder,
    { ballots, units: Math.ceil(ballots / PEOPLE_A_UNIT), items },
    plausibleAnswers,
  );
  const tree = treeOf(units);
  const [published, streamed]: [number[], number[]] = [[], []];
  for (let turn = 0; turn < TURNS; turn++) {
    streamed.push(await secondsOf(() => streamOnly(ballotBox, round)));
    published.push(await secondsOf(() => publish(ballotBox, round, tree, ballots)));
  }
  await ballotBox.close();
  const [publishSeconds, limitSeconds] = [median(published), median(streamed)];
  return {
    sealingSeconds: seconds.package + seconds.answers + seconds.slots,
    ...{ publishSeconds, limitSeconds, ratio: publishSeconds / limitSeconds, goal: 2.5 },
    peakMegabytes: process.resourceUsage().maxRSS / 1024,
  };
}

async function publish(ballotBox: BallotBox, round: RoundId, units: readonly ReportingNode[], ballots: number): Promise<void> {
  const tally = newTally(CORE, units, { presented: presentedOrder('core'), pulse: PULSE });
  for await (const batch of ballotBox.streamAnswers(round, 'scored')) for (const { label, answers } of batch) tally.add(label, answers);
  const totals = { roll: ballots, collected: ballots, counted: ballots, replacements: 0, additions: 0 };
  const day = '2026-01-01';
  const { snapshot } = release(tally, {
    ...{ round, manifest: '0'.repeat(64), title: 'Bench', form: 'core', k: 5, opened: day, closed: day, published: day, totals, units },
    replacementsAndAdditions: {},
    wording: {},
  });
  if (snapshot.outcome !== 'results') throw new Error('nothing was published');
}

async function streamOnly(ballotBox: BallotBox, round: RoundId): Promise<void> {
  let read = 0;
  for await (const batch of ballotBox.streamAnswers(round, 'scored'))
    for (const { answers } of batch) for (const code of answers) read += code;
  if (read === 0) throw new Error('there was nothing to read');
}

/** Answers with an outlook of the person's own, so that scores vary as in life. */
function plausibleAnswers(at: number): Uint8Array {
  const outlook = (at * 2_654_435_761) % 997;
  return Uint8Array.from(itemOrder(CORE), (_, item) => 1 + ((outlook + (((at ^ item) * 40_503) % 619)) % 5));
}

function treeOf(units: readonly UnitId[]): ReportingNode[] {
  const company = { id: 'company00000', name: 'Company', parent: null, depth: 0, roll: units.length * PEOPLE_A_UNIT };
  return [company, ...units.map((id) => ({ id, name: id, parent: company.id, depth: 1, roll: PEOPLE_A_UNIT }))];
}

async function secondsOf(act: () => Promise<void>): Promise<number> {
  const begun = performance.now();
  await act();
  return (performance.now() - begun) / 1000;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
