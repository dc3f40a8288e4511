import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { benchPublication } from './bench/publication.js';
import { benchCasts, benchCollects, type Rate } from './bench/stores.js';

/** Each figure with the ratio to its limit, both measured in this run: machines differ, ratios less. */
async function bench(): Promise<void> {
  const publication = await inFolder((folder) => benchPublication(folder));
  const { sealingSeconds, publishSeconds, limitSeconds, ratio, goal, peakMegabytes } = publication;
  console.log(`tally to snapshot, 100,000 ballots   ${publishSeconds.toFixed(2)} s   streaming and parsing ${limitSeconds.toFixed(2)} s`);
  verdict(ratio, ratio <= goal, `at most ${goal}`);
  console.log(`  sealing ${sealingSeconds.toFixed(2)} s`);
  console.log(`  peak memory ${peakMegabytes.toFixed(0)} MB   goal: under 300   ${peakMegabytes < 300 ? 'met' : 'MISSED'}`);
  rate(await inFolder((folder) => benchCollects(folder, { atOnce: 64 })));
  rate(await inFolder((folder) => benchCollects(folder)));
  rate(await inFolder((folder) => benchCasts(folder)));
}

function rate({ name, rate, limit, ratio, goal }: Rate): void {
  console.log(`${name.padEnd(36)} ${rate.toFixed(0)}   limit ${limit.toFixed(0)}`);
  verdict(ratio, ratio >= goal, `${goal} or more`);
}

function verdict(ratio: number, met: boolean, goal: string): void {
  console.log(`  ratio ${ratio.toFixed(2)}   goal: ${goal}   ${met ? 'met' : 'MISSED'}`);
}

async function inFolder<T>(act: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'candour-bench-'));
  try {
    return await act(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

bench().catch((fault: unknown) => {
  console.error(fault);
  process.exit(1);
});
