import { readFile } from 'node:fs/promises';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { type Asked, askAlone, KeptConnection } from './exchange.js';
import { doAll } from './timing.js';

/** So many begun each second, over and over, whether or not earlier ones are answered: for some seconds before anything is timed (code is compiled on both sides, connections are made, keys are read), then for `seconds`. */
export interface SteadyLoad {
  aSecond: number;
  warmSeconds: number;
  seconds: number;
  /** Connections that are kept and take turns, as so many browsers have; 0: each asks over a new one. */
  kept: number;
}

/** `atOnce`: so many under way at any time, each once. */
export type Load = { url: string; asked: Asked[] } & ({ atOnce: number } | SteadyLoad);

export interface LoadFigures {
  /** Answered with 2xx. */
  answered: number;
  /** Refused, failed or broken off. */
  failed: number;
  /** A second; of those at once after the first quarter, in which code is compiled and keys are read. */
  rate: number;
  /** Milliseconds until the whole answer was there, from the moment when it was due to be asked. */
  p50: number;
  p99: number;
}

/** On a machine that does other things too a bench is not to last for ever. */
const LONGEST_MS = 15_000;

/** Loads a server from this process, which does nothing else: the program that `load` starts is this file. */
async function run(file: string): Promise<LoadFigures> {
  const load = JSON.parse(await readFile(file, 'utf8')) as Load;
  const url = new URL(load.url);
  return 'atOnce' in load ? allOnce(url, load.asked, load.atOnce) : steadily(url, load);
}

async function allOnce(url: URL, asked: readonly Asked[], atOnce: number): Promise<LoadFigures> {
  const tally = new LoadTally();
  const goThrough = (some: readonly Asked[]) => {
    const asking = some.map((one) => () => tally.note(performance.now(), askAlone(url, one)));
    return doAll(asking, atOnce, LONGEST_MS);
  };
  const warm = Math.floor(asked.length / 4);
  await goThrough(asked.slice(0, warm));
  tally.begin();
  await goThrough(asked.slice(warm));
  return tally.figures();
}

/** An open loop: a server that falls behind is asked on, as people ask on. */
async function steadily(url: URL, { asked, aSecond, warmSeconds, seconds, kept }: SteadyLoad & { asked: Asked[] }): Promise<LoadFigures> {
  const [warming, tally] = [new LoadTally(), new LoadTally()];
  const connections = Array.from({ length: kept }, () => new KeptConnection(url));
  const ask = (at: number) => {
    const one = asked[at % asked.length] as Asked;
    return connections[at % kept]?.ask(one) ?? askAlone(url, one);
  };
  const under: Promise<void>[] = [];
  const begun = performance.now();
  for (let at = 0; at < aSecond * (warmSeconds + seconds); at++) {
    const due = begun + (1000 * at) / aSecond;
    if (due > performance.now()) await setTimeout(due - performance.now());
    if (at === aSecond * warmSeconds) tally.begin();
    const its = at < aSecond * warmSeconds ? warming : tally;
    under.push(its.note(due, ask(at)));
  }
  await Promise.all(under);
  for (const connection of connections) connection.close();
  return tally.figures();
}

class LoadTally {
  #begun = performance.now();
  #failed = 0;
  #took: number[] = [];

  begin(): void {
    this.#begun = performance.now();
    this.#took = [];
  }

  async note(due: number, answer: Promise<number>): Promise<void> {
    const status = await answer.catch(() => 0);
    if (status < 200 || status >= 300) this.#failed += 1;
    else this.#took.push(performance.now() - due);
  }

  figures(): LoadFigures {
    const sorted = this.#took.sort((a, b) => a - b);
    const share = (part: number) => sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))] ?? Number.NaN;
    const rate = (1000 * sorted.length) / (performance.now() - this.#begun);
    return { answered: sorted.length, failed: this.#failed, rate, p50: share(0.5), p99: share(0.99) };
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) console.log(JSON.stringify(await run(process.argv[2] ?? '')));
