import { realpath } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { rawAnalysis, type Tally } from '#server/aggregation/aggregation.js';
import { readArguments } from './score/arguments.js';
import { Complaint } from './score/complaint.js';
import { readInstrument } from './score/read-instrument.js';
import { EVERYBODY, tallyResponses } from './score/read-responses.js';
import { readRoll } from './score/read-roll.js';
import { openTable } from './score/read-table.js';
import { releasedResults } from './score/released-results.js';

export interface ScoreOutput {
  /** The results, one line of JSON, and nothing else. */
  out(text: string): void;
  /** What is wrong, one line. */
  complain(text: string): void;
}

/**
 * Scores an anonymous CSV of answers with an instrument file, by the engine that publishes rounds, and puts the results out as JSON.
 * Answers with the exit code: 0, or 1 when something given was wrong, which is then told in one line.
 */
export async function runScore(argv: readonly string[], { out, complain }: ScoreOutput): Promise<number> {
  try {
    out(`${JSON.stringify(await score(argv))}\n`);
    return 0;
  } catch (error) {
    if (!(error instanceof Complaint)) throw error;
    complain(`${error.message.replace(/\s+/g, ' ')}\n`);
    return 1;
  }
}

async function score(argv: readonly string[]): Promise<object> {
  const { instrument: file, responses, unit, roll: rollFile, k, raw } = readArguments(argv);
  const instrument = await readInstrument(file);
  const roll = rollFile === undefined ? undefined : await readRoll(await openTable(rollFile));
  const reading = { unit, units: roll?.keys() ?? [], eachAlone: raw };
  const { tally, alone } = await tallyResponses(instrument, await openTable(responses), reading);
  const rolls = roll && rollsOf(tally, roll);
  const nodes: object[] = raw ? rawAnalysis(tally, rolls, alone) : releasedResults(tally, rolls, k);
  const [everybody, ...units] = nodes;
  if (unit === undefined) return { ...everybody };
  return { ...everybody, units: Object.fromEntries(units.map((results, at) => [tally.tree.ids[at + 1] ?? '', results])) };
}

function rollsOf({ tree }: Tally, roll: ReadonlyMap<string, number>): number[] {
  const all = [...roll.values()].reduce((sum, people) => sum + people, 0);
  return tree.ids.map((id) => (id === EVERYBODY ? all : (roll.get(id) ?? 0)));
}

/** Whoever has read enough (`| head`) is told nothing more: nobody is there to read it. */
function endWithReader(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
  process.exit(1);
}

const asked = process.argv[1];
if (asked && (await realpath(asked).catch(() => '')) === fileURLToPath(import.meta.url)) {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', endWithReader);
  process.exitCode = await runScore(process.argv.slice(2), {
    out: (text) => process.stdout.write(text),
    complain: (text) => process.stderr.write(text),
  });
}
