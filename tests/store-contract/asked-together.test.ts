import { setImmediate as turn } from 'node:timers/promises';
import fc from 'fast-check';
import { askedTogether } from '#server/storage/mongo/asked-together.js';
import { StoreUnavailable } from '#server/storage/port/store-unavailable.js';

const turns = async (many: number) => {
  for (let taken = 0; taken < many; taken++) await turn();
};
const some = (numbers: readonly number[], at: number) => numbers[at % numbers.length] ?? 0;

/** How many turns each step takes: over and over. */
const steps = fc.array(fc.nat({ max: 4 }), { minLength: 3, maxLength: 7 });
const pace = fc.constantFrom({ patience: 1 }, { patience: 250 }, { apart: 3 }, { apart: 1, patience: 1 });

/** Resolves when it is told to. */
function gate() {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}

describe('what is asked together', () => {
  test('each asker gets the value of their key as it was when they asked, or later', async () => {
    const act = fc.record({ changes: fc.boolean(), key: fc.nat({ max: 2 }) });
    await fc.assert(
      fc.asyncProperty(fc.array(act, { maxLength: 40 }), steps, steps, pace, async (acts, between, looking, its) => {
        const versions = [0, 0, 0];
        let looks = 0;
        const ask = askedTogether(async (keys: readonly number[]) => {
          const at = looks++;
          await turns(some(looking, 2 * at));
          const seen = new Map(keys.map((key) => [key, { key, version: some(versions, key) }]));
          await turns(some(looking, 2 * at + 1));
          return seen;
        }, its);
        const asked: Promise<void>[] = [];
        for (const [at, { changes, key }] of acts.entries()) {
          if (changes) versions[key] = some(versions, key) + 1;
          else {
            const before = some(versions, key);
            asked.push(
              ask(key).then((found) => {
                expect(found?.key).toBe(key);
                expect(found?.version).toBeGreaterThanOrEqual(before);
              }),
            );
          }
          await turns(some(between, at));
        }
        await Promise.all(asked);
      }),
      { numRuns: 60 },
    );
  });

  test('a fault reaches everybody who asked with it, and nobody else; the next are looked up anew', async () => {
    await fc.assert(
      fc.asyncProperty(
        steps,
        steps,
        fc.array(fc.boolean(), { minLength: 2, maxLength: 5 }),
        pace,
        async (between, looking, faults, its) => {
          const groups: { keys: readonly number[]; fails: boolean }[] = [];
          const ask = askedTogether(async (keys: readonly number[]) => {
            const at = groups.length;
            const fails = faults[at % faults.length] === true;
            groups.push({ keys, fails });
            await turns(some(looking, at));
            if (fails) throw new Error(`fault ${at}`);
            return new Map(keys.map((key) => [key, `found ${at}`]));
          }, its);
          const asked: Promise<unknown>[] = [];
          for (let key = 0; key < 24; key++) {
            asked.push(ask(key).catch((fault: Error) => fault.message));
            await turns(some(between, key));
          }
          const told = await Promise.all(asked);
          const expected = groups.flatMap(({ keys, fails }, at) =>
            keys.map((key) => [key, fails ? `fault ${at}` : `found ${at}`] as const),
          );
          expect(new Map(told.map((what, key) => [key, what]))).toEqual(new Map(expected));
          expect(expected).toHaveLength(24);
        },
      ),
      { numRuns: 60 },
    );
  });

  test('whoever asks while a lookup is on its way goes with the next one, each key once', async () => {
    const first = gate();
    const looks: (readonly string[])[] = [];
    const ask = askedTogether(
      async (keys: readonly string[]) => {
        looks.push(keys);
        if (looks.length === 1) await first.opened;
        return new Map(keys.map((key) => [key, looks.length]));
      },
      { patience: 60_000 },
    );
    const asked = [ask('a')];
    while (looks.length === 0) await turn();
    for (const key of ['a', 'b', 'a', 'c', 'b']) asked.push(ask(key));
    await turns(5);
    expect(looks).toEqual([['a']]);
    first.open();
    expect(await Promise.all(asked)).toEqual([1, 2, 2, 2, 2, 2]);
    expect(looks).toEqual([['a'], ['a', 'b', 'c']]);
  });

  test('a lookup that stalls holds up its own askers alone', async () => {
    const stalled = gate();
    let looks = 0;
    const ask = askedTogether(
      async (keys: readonly string[]) => {
        if (++looks === 1) await stalled.opened;
        return new Map(keys.map((key) => [key, key]));
      },
      { patience: 5 },
    );
    const held = ask('held');
    while (looks === 0) await turn();
    expect(await ask('free')).toBe('free');
    stalled.open();
    expect(await held).toBe('held');
  });

  test('a lookup that never comes back is told as a store that is away', async () => {
    const ask = askedTogether(() => new Promise<ReadonlyMap<string, string>>(() => {}), { longest: 20 });
    await expect(ask('held')).rejects.toThrow(StoreUnavailable);
  });

  test('groups that are kept apart take with them who came meanwhile, and the first leaves at once', async () => {
    const looks: (readonly string[])[] = [];
    const ask = askedTogether(
      async (keys: readonly string[]) => {
        looks.push(keys);
        return new Map(keys.map((key) => [key, key]));
      },
      { apart: 50 },
    );
    await ask('a');
    const second = ask('b');
    await turns(20);
    const third = ask('c');
    expect(looks).toEqual([['a']]);
    expect(await Promise.all([second, third])).toEqual(['b', 'c']);
    expect(looks).toEqual([['a'], ['b', 'c']]);
  });

  test('what is not there is undefined', async () => {
    const ask = askedTogether(async (_: readonly string[]) => new Map<string, string>());
    expect(await ask('nobody')).toBeUndefined();
  });
});
