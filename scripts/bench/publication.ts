import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { itemOrder } from '#shared/instrument/answers.js';
import { CORE } from '#shared/instrument/core.js';
import type { PublishedAlone } from './publish-alone.js';
import { say, verdict } from './say.js';
import { sealedBox, sealedFile } from './sealed-box.js';

const UNITS = 200;
const ITEMS = itemOrder(CORE);
const PUBLISH_ALONE = fileURLToPath(new URL('./publish-alone.js', import.meta.url));

/** Times the streaming and parsing, and megabytes. */
const GOALS = { ratio: 2.5, peakMegabytes: 400, growth: 1.5 };

/** Tally to snapshot of sealed core ballots of 200 units against streaming and parsing them, for three sizes; each in a process of its own. */
export async function benchPublication(folder: string): Promise<void> {
  const small = await measured(folder, 10_000, 25);
  const middle = await measured(folder, 100_000, 25);
  verdict(`ratio ${middle.ratio.toFixed(2)}`, middle.ratio <= GOALS.ratio, `at most ${GOALS.ratio}`);
  const large = await measured(folder, 1_000_000, 7);
  verdict(`ratio ${large.ratio.toFixed(2)}`, large.ratio <= GOALS.ratio, `at most ${GOALS.ratio}`);
  verdict(`peak memory ${large.peakMegabytes.toFixed(0)} MB`, large.peakMegabytes < GOALS.peakMegabytes, `under ${GOALS.peakMegabytes}`);
  const growth = large.nanosecondsABallot / middle.nanosecondsABallot;
  say('nanoseconds a ballot', [small, middle, large].map((size) => size.nanosecondsABallot.toFixed(0)).join(', '));
  verdict(`a ballot of a million costs ${growth.toFixed(2)} of one of 100,000`, growth <= GOALS.growth, `at most ${GOALS.growth}`);
}

interface Measured extends PublishedAlone {
  nanosecondsABallot: number;
}

/** Seals so many ballots and has them published, and streamed and parsed, in turns. */
async function measured(folder: string, ballots: number, turns: number): Promise<Measured> {
  const plan = { ballots, units: UNITS, items: ITEMS.length };
  const round = ballots > 100_000 ? await sealedFile(folder, plan, plausibleAnswers) : await sealedByBox(folder, plan);
  const given = [folder, round, UNITS, ballots / UNITS, turns].map(String);
  const { stdout } = await promisify(execFile)(process.execPath, ['--enable-source-maps', PUBLISH_ALONE, ...given]);
  const alone: PublishedAlone = JSON.parse(stdout);
  const { publishSeconds, firstSeconds, limitSeconds } = alone;
  say(
    `tally to snapshot, ${ballots.toLocaleString('en')} ballots`,
    `${publishSeconds.toFixed(3)} s`,
    `streaming and parsing ${limitSeconds.toFixed(3)} s; the first time, before anything is compiled, ${firstSeconds.toFixed(2)} s`,
  );
  return { ...alone, nanosecondsABallot: (1e9 * publishSeconds) / ballots };
}

async function sealedByBox(folder: string, plan: { ballots: number; units: number; items: number }): Promise<string> {
  const { ballotBox, round, seconds } = await sealedBox(folder, plan, plausibleAnswers);
  await ballotBox.close();
  say(`sealing ${plan.ballots.toLocaleString('en')}`, `${(seconds.package + seconds.answers + seconds.slots).toFixed(2)} s`);
  return round;
}

/** Answers with an outlook of the person's own, so that scores vary as in life. */
function plausibleAnswers(at: number): Uint8Array {
  const outlook = (at * 2_654_435_761) % 997;
  return Uint8Array.from(ITEMS, (_, item) => 1 + ((outlook + (((at ^ item) * 40_503) % 619)) % 5));
}
