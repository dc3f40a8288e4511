import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Program, runProgram, serving } from '../builders/program.js';

export const METRICS_TOKEN = 'a token of the tests, 32 and more';

/** A folder that programs share: their data, a client, and how far their clocks are ahead. */
export async function aProgramFolder() {
  const folder = await mkdtemp(join(tmpdir(), 'candour-program-'));
  await mkdir(join(folder, 'client'));
  for (const page of ['index.html', 'b.html']) await writeFile(join(folder, 'client', page), '<!doctype html>');
  // Whole at every moment: half a number would be another time.
  const setAhead = async (ms: number) => {
    await writeFile(join(folder, 'ahead.next'), String(ms));
    await rename(join(folder, 'ahead.next'), join(folder, 'ahead'));
  };
  await setAhead(0);
  return { folder, dataDir: join(folder, 'data'), setAhead, remove: () => rm(folder, { recursive: true, force: true }) };
}

/** Starts the program with these options, and does not wait for anything. */
export function startProgram(folder: string, options: Record<string, string> = {}): Program {
  const tests = { CLOCK_AHEAD: join(folder, 'ahead'), CLIENT_FOLDER: join(folder, 'client') };
  return runProgram(['tests/operations/serve.mjs'], { DATA_DIR: join(folder, 'data'), METRICS_TOKEN, ...options, ...tests });
}

/** Starts the program and waits until all of its processes serve. */
export async function aProgram(folder: string, options: Record<string, string> = {}) {
  const program = startProgram(folder, options);
  const served = await serving(program);
  const processes = Number(options.WEB_CONCURRENCY ?? '1');
  if (processes > 1) await program.logged('server process serves', processes);
  return { ...program, ...served };
}
export type ServingProgram = Awaited<ReturnType<typeof aProgram>>;

/** What Prometheus reads. */
export async function scrape(url: string): Promise<string> {
  const reply = await fetch(`${url}/metrics`, { headers: { Authorization: `Bearer ${METRICS_TOKEN}` } });
  if (reply.status !== 200) throw new Error(`${reply.status} ${await reply.text()}`);
  return reply.text();
}

/** The value of a metric, with its labels as they are written. */
export function valueIn(metrics: string, name: string): number | undefined {
  const line = metrics.split('\n').find((each) => each.startsWith(`${name} `));
  return line === undefined ? undefined : Number(line.slice(name.length + 1));
}
