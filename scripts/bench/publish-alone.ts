import { openBallotBox } from '#server/storage/open-store.js';
import type { BallotBox } from '#server/storage/port/ballot-box.js';
import type { RoundId } from '#shared/ballot/manifest.js';
import { AnswerCode, DID_NOT_HAPPEN, itemOrder, SKIPPED, scaleAnswer } from '#shared/instrument/answers.js';
import { CORE } from '#shared/instrument/core.js';
import type { ReportingNode } from '#shared/results/snapshot.js';
import { readAnswers, withDatabase } from './mongo-driver.js';
import { publish, treeOf } from './publish-once.js';
import { median, secondsOf } from './timing.js';

/** What the bench runs in a process of its own, so that its memory is that of publishing: URL ROUND UNITS PEOPLE-A-UNIT TURNS. */
export interface PublishedAlone {
  /** Medians over the turns; `firstSeconds`: of the first one. */
  publishSeconds: number;
  firstSeconds: number;
  limitSeconds: number;
  peakMegabytes: number;
}

async function publishAlone([url = '', round, units, peopleAUnit, turns]: string[]): Promise<PublishedAlone> {
  const ballotBox = openBallotBox(url);
  const tree = treeOf(Number(units), Number(peopleAUnit));
  const [published, read]: [number[], number[]] = [[], []];
  const takeTurns = async (readOnly: () => Promise<number>) => {
    for (let turn = 0; turn < Number(turns); turn++) {
      read.push(await secondsOf(async () => mustBeAll(await readOnly(), tree)));
      published.push(await secondsOf(() => publish(ballotBox, round as RoundId, tree)));
    }
  };
  const meanings = meaningsOfBytes();
  if (url.startsWith('sqlite:')) await takeTurns(() => parse(ballotBox, round as RoundId, tree, meanings));
  else await withDatabase(url, (db) => takeTurns(() => readAnswers(db, round ?? '')));
  await ballotBox.close();
  return {
    ...{ publishSeconds: median(published), firstSeconds: published[0] ?? Number.NaN, limitSeconds: median(read) },
    peakMegabytes: process.resourceUsage().maxRSS / 1024,
  };
}

function mustBeAll(read: number, [company]: readonly ReportingNode[]): void {
  if (read !== company?.roll) throw new Error('a ballot is missing among the answers');
}

/** A byte that the item does not offer as an answer. */
const NO_ANSWER = -1;

/**
 * Streams the same ballots and parses them, and nothing else: what any reader must do before the first number can be computed. Each row
 * becomes a label that is found in the tree and 33 answers, each byte looked up as what it stands for on its item (1 to 5 on the scale, 0
 * missing) and refused where the item does not offer it. One ballot's answers overwrite the last one's; nothing is summed.
 */
async function parse(ballotBox: BallotBox, round: RoundId, units: readonly ReportingNode[], meanings: Int8Array): Promise<number> {
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
  return ballots;
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

process.stdout.write(JSON.stringify(await publishAlone(process.argv.slice(2))));
