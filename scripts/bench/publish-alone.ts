import { openBallotBox } from '#server/storage/open-store.js';
import type { BallotBox } from '#server/storage/port/ballot-box.js';
import type { RoundId } from '#shared/ballot/manifest.js';
import { AnswerCode, DID_NOT_HAPPEN, itemOrder, SKIPPED, scaleAnswer } from '#shared/instrument/answers.js';
import { CORE } from '#shared/instrument/core.js';
import type { ReportingNode } from '#shared/results/snapshot.js';
import { publish, treeOf } from './publish-once.js';

/** What the bench runs in a process of its own, so that its memory is that of publishing: FOLDER ROUND UNITS PEOPLE-A-UNIT TURNS. */
export interface PublishedAlone {
  /** Medians over the turns; `firstSeconds`: of the first one. */
  publishSeconds: number;
  firstSeconds: number;
  limitSeconds: number;
  ratio: number;
  peakMegabytes: number;
}

async function publishAlone([folder = '', round, units, peopleAUnit, turns]: string[]): Promise<PublishedAlone> {
  const ballotBox = openBallotBox(`sqlite:${folder}`);
  const tree = treeOf(Number(units), Number(peopleAUnit));
  const meanings = meaningsOfBytes();
  const [published, parsed]: [number[], number[]] = [[], []];
  for (let turn = 0; turn < Number(turns); turn++) {
    parsed.push(await secondsOf(() => parse(ballotBox, round as RoundId, tree, meanings)));
    published.push(await secondsOf(() => publish(ballotBox, round as RoundId, tree)));
  }
  await ballotBox.close();
  const [publishSeconds, limitSeconds] = [median(published), median(parsed)];
  return {
    ...{ publishSeconds, firstSeconds: published[0] ?? 0, limitSeconds, ratio: publishSeconds / limitSeconds },
    peakMegabytes: process.resourceUsage().maxRSS / 1024,
  };
}

/** A byte that the item does not offer as an answer. */
const NO_ANSWER = -1;

/**
 * Streams the same ballots and parses them, and nothing else: what any reader must do before the first number can be computed. Each row
 * becomes a label that is found in the tree and 33 answers, each byte looked up as what it stands for on its item (1 to 5 on the scale, 0
 * missing) and refused where the item does not offer it. One ballot's answers overwrite the last one's; nothing is summed.
 */
async function parse(ballotBox: BallotBox, round: RoundId, units: readonly ReportingNode[], meanings: Int8Array): Promise<void> {
  const labels = new Set<string>(units.map(({ id }) => id));
  const answers = new Int8Array(itemOrder(CORE).length);
  let ballots = 0;
  for await (const batch of ballotBox.streamAnswers(round, 'scored')) {
    for (const { label, answers: bytes } of batch) {
      if (!labels.has(label) || bytes.length !== answers.length) throw new Error('not a ballot of this round');
      for (let item = 0; item < answers.length; item++) {
        const answer = meanings[256 * item + (bytes[item] as number)] as number;
        if (answer === NO_ANSWER) throw new Error('an answer that its item does not offer');
        answers[item] = answer;
      }
      ballots++;
    }
  }
  if (ballots === 0) throw new Error('there was nothing to read');
}

/** By item and byte: the answer on the scale, 0 for one that is missing in scoring. */
function meaningsOfBytes(): Int8Array {
  const items = CORE.signals.flatMap((signal) => signal.items);
  const meanings = new Int8Array(256 * items.length).fill(NO_ANSWER);
  for (const [at, { mayNotArise }] of items.entries()) {
    for (const code of Array(256).keys()) {
      const offered = AnswerCode.safeParse(code).success && (code !== DID_NOT_HAPPEN || mayNotArise);
      if (offered) meanings[256 * at + code] = scaleAnswer(code) ?? SKIPPED;
    }
  }
  return meanings;
}

async function secondsOf(act: () => Promise<void>): Promise<number> {
  const begun = performance.now();
  await act();
  return (performance.now() - begun) / 1000;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

process.stdout.write(JSON.stringify(await publishAlone(process.argv.slice(2))));
