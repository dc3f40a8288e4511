import { fork } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { openBallotBox, openRoll } from '#server/storage/open-store.js';
import { type BenchRound, launchBenchRound } from './bench-round.js';
import type { Place } from './engines.js';
import { ended, heard, tell } from './forked.js';
import type { FromStoreWorker, ToStoreWorker } from './store-worker.js';

const STORE_WORKER = fileURLToPath(new URL('./store-worker.js', import.meta.url));

export interface StoreLoad {
  what: ToStoreWorker['what'];
  /** People of the round: each collects or casts once. */
  people: number;
  /** Under way at any time, in all processes together. */
  atOnce: number;
  processes: number;
}

/**
 * The use case on its store from so many processes at once, each with its share of the people: how many a second, from their common start
 * until the last has ended. Throws when the store has not everything that was acknowledged, and no more.
 */
export async function useCasesASecond(place: Place, { what, people, atOnce, processes }: StoreLoad): Promise<number> {
  const round = await launched(place, people);
  const border = (at: number) => Math.floor((at * people) / processes);
  const share = {
    what,
    place,
    round,
    atOnce: Math.ceil(atOnce / processes),
    signingThreads: Math.ceil(availableParallelism() / processes),
  };
  const shares = Array.from({ length: processes }, (_, at): ToStoreWorker => ({ ...share, from: border(at), to: border(at + 1) }));
  const { rate, done } = await together(shares);
  const stored = what === 'collects' ? await collected(place, round) : await counted(place, round);
  if (stored !== done) throw new Error(`${done} ${what} were acknowledged and ${stored} are in the store`);
  return rate;
}

async function together(shares: readonly ToStoreWorker[]): Promise<{ rate: number; done: number }> {
  const workers = shares.map(() => fork(STORE_WORKER, { serialization: 'advanced' }));
  const allHeard = () => Promise.all(workers.map((worker) => heard<FromStoreWorker>(worker)));
  try {
    const warming = allHeard();
    for (const [at, worker] of workers.entries()) tell(worker, shares[at] as ToStoreWorker);
    const warm = sum(await warming);
    const working = allHeard();
    const begun = performance.now();
    for (const worker of workers) tell(worker, 'go');
    const timed = sum(await working);
    const seconds = (performance.now() - begun) / 1000;
    await Promise.all(workers.map(ended));
    return { rate: timed / seconds, done: warm + timed };
  } finally {
    for (const worker of workers) worker.kill();
  }
}

function sum(said: readonly FromStoreWorker[]): number {
  return said.reduce((all, { done }) => all + done, 0);
}

async function launched(place: Place, people: number): Promise<BenchRound> {
  const [roll, ballotBox] = [openRoll(place.roll), openBallotBox(place.ballots)];
  const round = await launchBenchRound(roll, ballotBox, people);
  await Promise.all([roll.close(), ballotBox.close()]);
  return round;
}

async function collected(place: Place, { manifest }: BenchRound): Promise<number> {
  const roll = openRoll(place.roll);
  const collected = await roll.collected(manifest.round);
  await roll.close();
  return collected;
}

async function counted(place: Place, { manifest }: BenchRound): Promise<number> {
  const ballotBox = openBallotBox(place.ballots);
  const counts = await ballotBox.countByUnit(manifest.round, 'scored');
  await ballotBox.close();
  return [...counts.values()].reduce((all, count) => all + count, 0);
}
