import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import mongoose from 'mongoose';
import { openBallotBox, openRegistrar, openRoll, openRoundKeys } from '#server/storage/open-store.js';
import type { BallotBox } from '#server/storage/port/ballot-box.js';
import type { Registrar } from '#server/storage/port/registrar.js';
import type { Roll } from '#server/storage/port/roll.js';
import type { RoundKeys } from '#server/storage/port/round-keys.js';

export interface StoreUrls {
  registrar: string;
  roll: string;
  ballotBox: string;
}

/** Where an engine keeps one test's stores, and how they go again. */
export interface Place extends StoreUrls {
  remove(): Promise<void>;
}

/** Every engine that the suites run on. Another one adds a row. */
const ENGINES = {
  async sqlite() {
    const folder = await mkdtemp(join(tmpdir(), 'candour-stores-'));
    const url = (name: string) => `sqlite:${join(folder, name)}`;
    return {
      ...{ registrar: url('registrar.sqlite'), roll: url('rolls'), ballotBox: url('ballot-box') },
      remove: () => rm(folder, { recursive: true }),
    };
  },
  async mongo() {
    const people = mongoDatabase();
    const ballots = mongoDatabase();
    return { registrar: people, roll: people, ballotBox: ballots, remove: () => dropMongo(people, ballots) };
  },
} satisfies Record<string, () => Promise<Place>>;

type EngineName = keyof typeof ENGINES;

/** Those that are there (`tests/store-engines.mjs`). */
const RUNNING = (process.env.CANDOUR_TEST_ENGINES ?? 'sqlite').split(',');

/** Runs a suite about this one engine; where it is not there, its tests are skipped. */
export function describeOn(engine: EngineName, name: string, suite: () => void): void {
  const run = RUNNING.includes(engine) ? describe : describe.skip;
  run(name, suite);
}

/** A new database on the server that was found for this run. */
export function mongoDatabase(): string {
  const url = new URL(process.env.MONGO_TEST_URI ?? 'mongodb://127.0.0.1');
  url.pathname = `/candour_test_${randomBytes(8).toString('hex')}`;
  return url.href;
}

/** The same database by a URL with these options besides its own. */
export function withOptions(url: string, options: Record<string, string>): string {
  const asking = new URL(url);
  for (const [name, value] of Object.entries(options)) asking.searchParams.set(name, value);
  return asking.href;
}

export async function dropMongo(...urls: string[]): Promise<void> {
  for (const url of urls) {
    const client = new mongoose.mongo.MongoClient(url);
    await client.db().dropDatabase();
    await client.close();
  }
}

export interface Stores {
  roll: Roll;
  ballotBox: BallotBox;
  keys: RoundKeys;
  /** Opened when it is first asked for. */
  registrar(): Promise<Registrar>;
  /** For a process of its own that opens the same stores. */
  urls: StoreUrls;
  /** The same stores, closed and opened again, as after a restart. */
  reopen(): Promise<Stores>;
  /** The same stores once more, as another process has them beside this one. */
  beside(): Promise<Stores>;
}

export interface Engine {
  name: string;
  /** New, empty stores; they are closed and removed after the test. */
  open(): Promise<Stores>;
}

/** Runs a suite once on each engine; on one that is not there its tests are skipped. */
export function describeEachEngine(name: string, suite: (engine: Engine) => void): void {
  for (const engine of Object.keys(ENGINES) as EngineName[]) {
    describeOn(engine, `${name} on ${engine}`, () => {
      const endings: (() => Promise<void>)[] = [];
      afterEach(async () => {
        for (const end of endings.splice(0).reverse()) await end();
      });
      suite({
        name: engine,
        async open() {
          const place = await ENGINES[engine]();
          endings.push(place.remove);
          return openAt(place, endings);
        },
      });
    });
  }
}

/** Stores at these places; what closes them joins `endings`. */
export function openAt(urls: StoreUrls, endings: (() => Promise<void>)[]): Stores {
  const stores = { roll: openRoll(urls.roll), ballotBox: openBallotBox(urls.ballotBox), keys: openRoundKeys(urls.roll) };
  let registrar: Promise<Registrar> | undefined;
  const close = async () => {
    await stores.roll.close();
    await stores.ballotBox.close();
    await stores.keys.close();
    await (await registrar)?.close();
  };
  endings.push(close);
  return {
    ...stores,
    urls: { registrar: urls.registrar, roll: urls.roll, ballotBox: urls.ballotBox },
    async registrar() {
      registrar ??= openRegistrar(urls.registrar);
      return registrar;
    },
    async reopen() {
      endings.splice(endings.indexOf(close), 1);
      await close();
      return openAt(urls, endings);
    },
    beside: async () => openAt(urls, endings),
  };
}

/** Everything a stream yields. */
export async function toArray<T>(stream: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const one of stream) all.push(one);
  return all;
}
