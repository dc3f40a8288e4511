import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openBallotBox, openRoll, openRoundKeys } from '#server/storage/open-store.js';
import type { BallotBox } from '#server/storage/port/ballot-box.js';
import type { Roll } from '#server/storage/port/roll.js';
import type { RoundKeys } from '#server/storage/port/round-keys.js';

/** Where an engine keeps one test's stores, and how they go again. */
interface Place {
  roll: string;
  ballotBox: string;
  remove(): Promise<void>;
}

/** Every engine that the suites run on. Another one adds a row. */
const ENGINES: Record<string, () => Promise<Place>> = {
  async sqlite() {
    const folder = await mkdtemp(join(tmpdir(), 'candour-stores-'));
    const url = (name: string) => `sqlite:${join(folder, name)}`;
    return { roll: url('rolls'), ballotBox: url('ballot-box'), remove: () => rm(folder, { recursive: true }) };
  },
};

export interface Stores {
  roll: Roll;
  ballotBox: BallotBox;
  keys: RoundKeys;
  /** For a process of its own that opens the same stores. */
  urls: { roll: string; ballotBox: string };
  /** The same stores, closed and opened again, as after a restart. */
  reopen(): Promise<Stores>;
}

/** Runs a suite once on each engine. `open` gives new, empty stores; they are closed and removed after the test. */
export function describeEachEngine(name: string, suite: (engine: { open(): Promise<Stores> }) => void): void {
  describe.each(Object.entries(ENGINES))(`${name} on %s`, (_engine, makePlace) => {
    const endings: (() => Promise<void>)[] = [];
    afterEach(async () => {
      for (const end of endings.splice(0).reverse()) await end();
    });
    suite({
      async open() {
        const place = await makePlace();
        endings.push(place.remove);
        return openAt(place, endings);
      },
    });
  });
}

function openAt(place: Place, endings: (() => Promise<void>)[]): Stores {
  const stores = { roll: openRoll(place.roll), ballotBox: openBallotBox(place.ballotBox), keys: openRoundKeys(place.roll) };
  const close = async () => {
    await stores.roll.close();
    await stores.ballotBox.close();
  };
  endings.push(close);
  return {
    ...stores,
    urls: { roll: place.roll, ballotBox: place.ballotBox },
    async reopen() {
      endings.splice(endings.indexOf(close), 1);
      await close();
      return openAt(place, endings);
    },
  };
}

/** Everything a stream yields. */
export async function toArray<T>(stream: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const one of stream) all.push(one);
  return all;
}
