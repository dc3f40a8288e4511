/** Something to be done and waited for. */
export type Act = () => Promise<unknown>;

export async function secondsOf(act: Act): Promise<number> {
  const begun = performance.now();
  await act();
  return (performance.now() - begun) / 1000;
}

/** The upper one of two in the middle; NaN of none. */
export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

/** Does each once, so many under way at any time, and begins none after `longest` milliseconds. Resolves to how many were done. */
export async function doAll(acts: Iterable<Act>, atOnce: number, longest = Number.POSITIVE_INFINITY): Promise<number> {
  const next = acts[Symbol.iterator]();
  const until = performance.now() + longest;
  let done = 0;
  const work = async () => {
    for (let one = next.next(); !one.done; one = next.next()) {
      await one.value();
      done++;
      if (performance.now() > until) return;
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return done;
}

/** How many a second. The first quarter is not timed: threads start, keys are read, code is compiled. */
export async function aSecond(acts: readonly Act[], atOnce: number): Promise<number> {
  const warm = Math.floor(acts.length / 4);
  await doAll(acts.slice(0, warm), atOnce);
  const seconds = await secondsOf(() => doAll(acts.slice(warm), atOnce));
  return (acts.length - warm) / seconds;
}

export interface BesideLimit {
  rate: number;
  limit: number;
}

/** Each rate with its limit, the mean of the limit before and after it: machines do other things too. One after the other. */
export async function besideLimit(limit: () => Promise<number>, rates: readonly (() => Promise<number>)[]): Promise<BesideLimit[]> {
  const measured: BesideLimit[] = [];
  let before = await limit();
  for (const rate of rates) {
    const own = await rate();
    const after = await limit();
    measured.push({ rate: own, limit: (before + after) / 2 });
    before = after;
  }
  return measured;
}
