import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import { databaseOf, openMongo } from '#server/storage/mongo/connection.js';
import { openBallotBox, openRoll, prepareStore } from '#server/storage/open-store.js';
import type { BallotBox, BoxBallot } from '#server/storage/port/ballot-box.js';
import { StoreCannotOpen } from '#server/storage/port/store-cannot-open.js';
import { StoreUnavailable } from '#server/storage/port/store-unavailable.js';
import type { RoundId } from '#shared/ballot/manifest.js';
import { aBoxPlan, aRound, aUnit, byId, plain, someBallots } from '../builders/ballots.js';
import { aClaim, aRoll } from '../builders/invitations.js';
import { describeOn, dropMongo, mongoDatabase, toArray } from './engines.js';
import { type Outage, startProxy } from './mongo-proxy.js';

const sales = aUnit('sales');
const PATIENCE = 180_000;
const endings: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end();
});

/** A database of its own behind a proxy. */
async function behindProxy(): Promise<Outage> {
  const url = mongoDatabase();
  const proxy = await startProxy(url);
  endings.push(
    () => dropMongo(url),
    () => proxy.close(),
  );
  return proxy;
}

describeOn('mongo', 'when the network fails: stores on mongo', () => {
  for (const outage of ['cut', 'refuse', 'stall'] as const) {
    test(
      `casts during an outage (${outage}) are told so, none that was acknowledged is lost, and they go on with no restart`,
      async () => {
        const proxy = await behindProxy();
        const box = openBallotBox(proxy.url);
        endings.push(() => box.close());
        const round = aRound();
        await box.create(round, aBoxPlan({ capacity: new Map([[sales, 500]]) }));
        const ballots = someBallots(400);
        const told: unknown[] = [];
        const cast = castAll(box, round, ballots, { told, acknowledged: (count) => count === 100 && proxy.set(outage) });
        while (told.length === 0) await wait(20);
        proxy.set('pass');
        await cast;

        expect(told.every((fault) => fault instanceof StoreUnavailable)).toBe(true);
        expect(byId(await toArray(box.stream(round))).map(plain)).toEqual(byId(ballots).map(plain));
      },
      PATIENCE,
    );

    test(
      `claims during an outage (${outage}) are told so, and each is granted once`,
      async () => {
        const proxy = await behindProxy();
        const roll = openRoll(proxy.url);
        endings.push(() => roll.close());
        const round = aRound();
        const claims = (await aRoll(roll, round, { people: 40 })).people.map((person) => aClaim(person));
        for (const claim of claims.slice(0, 10)) await roll.claim(round, claim);

        proxy.set(outage);
        const during = await Promise.allSettled(claims.slice(0, 20).map((claim) => roll.claim(round, claim)));
        proxy.set('pass');

        for (const result of during) expect(result.status === 'rejected' && result.reason).toBeInstanceOf(StoreUnavailable);
        for (const claim of claims) expect(await patiently(() => roll.claim(round, claim))).toEqual({ outcome: 'granted', unit: sales });
        expect(await roll.collected(round)).toBe(40);
      },
      PATIENCE,
    );
  }

  test(
    'a connection that breaks while something large goes over it is told as a store that is away',
    async () => {
      const proxy = await behindProxy();
      const store = openMongo(proxy.url);
      endings.push(() => store.close());
      await store.ready();
      proxy.set('stall');
      // More than the system takes from a sender whom nobody reads: the driver waits until it may go on.
      const large = new Uint8Array(12 * 1024 * 1024);
      const written = store.run((connection) => databaseOf(connection).collection('large').insertOne({ large }));
      const told = expect(written).rejects.toThrow(StoreUnavailable);
      await wait(500);
      proxy.set('cut');
      await told;
    },
    PATIENCE,
  );

  test(
    'a database that cannot be reached is refused at the start in one line without its password, and once it can be it is used',
    async () => {
      const proxy = await behindProxy();
      proxy.set('cut');
      const url = proxy.url;

      await expect(prepareStore(url)).rejects.toThrow(StoreCannotOpen);
      await expect(prepareStore(url)).rejects.toThrow(/^The database 127\.0\.0\.1:\d+\/candour_test_\w+ cannot be reached: [^\n]+$/);
      const box = openBallotBox(url);
      endings.push(() => box.close());
      await expect(box.seal(aRound())).rejects.toThrow(StoreUnavailable);

      proxy.set('pass');
      await prepareStore(url);
      const round = aRound();
      await box.create(round, aBoxPlan());
      expect(await toArray(box.stream(round))).toEqual([]);
    },
    PATIENCE,
  );
});

/** Where the server's own program is at hand (`.ci/run`), one is started for this test alone, so that it may be killed. */
const program = process.env.MONGO_TEST_SERVER ?? '';

describeOn('mongo', 'when the server is killed as by a power cut: the ballot box on mongo', () => {
  (program === '' ? test.skip : test)(
    'in the middle of 500 casts every acknowledged ballot is there once when it runs again, and casting goes on with no restart',
    async () => {
      const folder = await mkdtemp(join(tmpdir(), 'candour-mongo-'));
      const server = async (act: string) => (await promisify(execFile)(program, [act, folder])).stdout.trim();
      endings.push(
        () => rm(folder, { recursive: true }),
        async () => {
          await server('stop');
        },
      );
      const url = `${await server('start')}candour`;
      const box = openBallotBox(url);
      endings.push(() => box.close());
      const round = aRound();
      await box.create(round, aBoxPlan({ capacity: new Map([[sales, 600]]) }));
      const ballots = someBallots(500);
      const before: string[] = [];
      let again: Promise<unknown> | undefined;
      const restart = async () => {
        await server('kill');
        await server('start');
      };
      const cast = castAll(box, round, ballots, {
        told: [],
        acknowledged: (count, id) => {
          if (again === undefined) before.push(id);
          if (count === 200) again = restart();
        },
      });
      await cast;
      await again;

      // It takes connections before it has read its journal.
      const stored = await patiently(() => toArray(box.stream(round)));
      expect(before).toHaveLength(200);
      expect(byId(stored).map(plain)).toEqual(byId(ballots).map(plain));
    },
    PATIENCE,
  );
});

/** 16 at a time; each is tried again until it is counted, and never refused. */
async function castAll(
  box: BallotBox,
  round: RoundId,
  ballots: readonly BoxBallot[],
  watch: { told: unknown[]; acknowledged(count: number, id: string): unknown },
): Promise<void> {
  const waiting = [...ballots];
  let count = 0;
  const one = async () => {
    for (let ballot = waiting.pop(); ballot; ballot = waiting.pop()) {
      const mine = ballot;
      const outcome = await patiently(() => box.castOnce(round, mine), watch.told);
      if (outcome !== 'counted' && outcome !== 'counted-before') throw new Error(`a ballot was ${outcome}`);
      count++;
      watch.acknowledged(count, ballot.id);
    }
  };
  await Promise.all(Array.from({ length: 16 }, one));
}

/** Tries again while the store is unavailable, as a voter's page does; any other fault is thrown. */
async function patiently<T>(act: () => Promise<T>, told: unknown[] = []): Promise<T> {
  for (;;) {
    try {
      return await act();
    } catch (fault) {
      told.push(fault);
      if (!(fault instanceof StoreUnavailable)) throw fault;
      await wait(100);
    }
  }
}
