import { parseArgs } from 'node:util';
import { K, LARGEST_K, SMALLEST_K } from '#shared/ballot/manifest.js';
import { Complaint } from './complaint.js';

export const USAGE =
  'npm run --silent score -- --instrument FILE.json --responses FILE.csv [--unit COLUMN] [--roll FILE.csv] [--k 5] [--raw]';

export interface ScoreArguments {
  instrument: string;
  responses: string;
  unit: string | undefined;
  roll: string | undefined;
  k: number;
  raw: boolean;
}

/** The options of the command; the unit's column as a heading is read, without blanks round it. Complains of an unknown one, a missing one, or a K outside 5 to 10. */
export function readArguments(argv: readonly string[]): ScoreArguments {
  const { instrument, responses, unit, roll, k = String(SMALLEST_K), raw = false } = parsed(argv);
  if (!instrument || !responses) throw new Complaint(`--instrument and --responses are needed: ${USAGE}`);
  const fewest = K.safeParse(/^[1-9]\d*$/.test(k) ? Number(k) : Number.NaN);
  if (!fewest.success) throw new Complaint(`--k ${k}: the fewest people behind a score are ${SMALLEST_K} to ${LARGEST_K}`);
  return { instrument, responses, unit: unit?.trim(), roll, k: fewest.data, raw };
}

function parsed(argv: readonly string[]) {
  const text = { type: 'string' } as const;
  try {
    return parseArgs({
      args: [...argv],
      strict: true,
      options: { instrument: text, responses: text, unit: text, roll: text, k: text, raw: { type: 'boolean' } },
    }).values;
  } catch (error) {
    throw new Complaint(`${error instanceof Error ? error.message : error} Usage: ${USAGE}`);
  }
}
