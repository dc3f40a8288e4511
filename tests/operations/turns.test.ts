import { jest } from '@jest/globals';
import { closeDueRounds } from '#server/closing/close-due-rounds.js';
import { openRounds } from '#server/open-rounds.js';
import { Replacement } from '#server/operations/replacement.js';
import { forgetKeys } from '#server/scheduler.js';
import { inTurns, type Job } from '#server/turns.js';
import { cast, collect } from '../../scripts/demo/voter.js';
import { aLaunchedRound, aPlace, type PersonInvited, type Place, someAnswers } from '../builders/launched-round.js';
import { until } from '../builders/program.js';

let place: Place & { remove(): Promise<void> };
const faults: unknown[] = [];
beforeEach(async () => {
  place = await aPlace();
  faults.length = 0;
});
afterEach(() => place.remove());
const ALL_BUT_INTERVALS = [
  ...(['Date', 'hrtime', 'nextTick', 'performance', 'queueMicrotask'] as const),
  ...(['setImmediate', 'clearImmediate', 'setTimeout', 'clearTimeout'] as const),
];
const failed = (job: string, fault: unknown) => void faults.push([job, fault]);

describe('the lease', () => {
  const schedulerOf = (holder: string, jobs: readonly Job[], lease = place.registrar.rounds) =>
    inTurns({ lease, holder, jobs, clock: place.clock, failed });

  test('a process that stood still in the midst of a turn does nothing more once another has taken over', async () => {
    const worked: string[] = [];
    const two = schedulerOf('two', [{ name: 'work', run: async () => void worked.push('two') }]);
    const one = schedulerOf('one', [
      {
        name: 'stands still',
        run: async () => {
          worked.push('one');
          place.clock.set('2026-03-03T12:00:40Z');
          await two.tick();
        },
      },
      { name: 'work', run: async () => void worked.push('one again') },
    ]);
    await one.tick();
    expect(worked).toEqual(['one', 'two']);
    expect([one.standing().leads, two.standing().leads]).toEqual([false, true]);
    expect(faults).toEqual([]);
  });

  test('is kept up during a job that takes longer than it lasts: no other process begins the same work', async () => {
    const worked: string[] = [];
    const two = schedulerOf('two', [{ name: 'work', run: async () => void worked.push('two') }]);
    const one = schedulerOf('one', [
      {
        name: 'long work',
        run: async () => {
          for (const seconds of ['05', '10', '15', '20', '25']) {
            place.clock.set(`2026-03-03T12:00:${seconds}Z`);
            jest.advanceTimersByTime(5_000);
            await place.registrar.rounds.readLease('scheduler');
            await two.tick();
          }
          worked.push('one');
        },
      },
    ]);
    jest.useFakeTimers({ doNotFake: ALL_BUT_INTERVALS });
    await one.tick().finally(() => jest.useRealTimers());
    expect(worked).toEqual(['one']);
    expect(faults).toEqual([]);
  });

  test('another leads within 20 seconds after the last sign of the one before', async () => {
    const [one, two] = [schedulerOf('one', []), schedulerOf('two', [])];
    await one.tick();
    place.clock.set('2026-03-03T12:00:14Z');
    await two.tick();
    expect([one.standing().leads, two.standing().leads]).toEqual([true, false]);
    place.clock.set('2026-03-03T12:00:16Z');
    expect(one.standing().leads).toBe(false);
    await two.tick();
    expect(two.standing().leads).toBe(true);
  });

  test('a turn counts as good when all was done or another process does it, not when a job failed or the store did not answer', async () => {
    const broken = { name: 'broken', run: () => Promise.reject(new Error('no')) };
    const [good, bad] = [schedulerOf('good', []), schedulerOf('bad', [broken])];
    await bad.tick();
    expect(bad.standing()).toEqual({ leads: true, lastGoodTurn: undefined });
    await good.tick();
    expect(good.standing()).toEqual({ leads: false, lastGoodTurn: new Date('2026-03-03T12:00:00Z') });
    const away = { takeLease: () => Promise.reject(new Error('away')), dropLease: async () => {} };
    const alone = schedulerOf('alone', [], Object.assign(Object.create(place.registrar.rounds), away));
    await alone.tick();
    expect(alone.standing()).toEqual({ leads: false, lastGoodTurn: undefined });
    expect(faults).toMatchObject([
      ['broken', { message: 'no' }],
      ['lease', { message: 'away' }],
    ]);
  });

  test('a turn that is left to another process does not count as good once nobody renews the lease any more', async () => {
    const scheduler = schedulerOf('one', []);
    const gone = { name: 'scheduler', holder: 'gone', now: '2026-03-03T12:00:10Z', until: '2026-03-03T12:00:25.000Z' };
    await place.registrar.rounds.takeLease(gone);
    await scheduler.tick();
    place.clock.set('2026-03-03T12:00:20Z');
    await scheduler.tick();
    expect(scheduler.standing()).toEqual({ leads: false, lastGoodTurn: new Date('2026-03-03T12:00:00Z') });
    place.clock.set('2026-03-03T12:00:26Z');
    await scheduler.tick();
    expect(scheduler.standing()).toEqual({ leads: true, lastGoodTurn: new Date('2026-03-03T12:00:26Z') });
  });

  test('a clock that was a day ahead when the program last ended keeps no work from being done', async () => {
    const worked: string[] = [];
    place.clock.set('2026-03-04T12:00:00Z');
    await schedulerOf('ahead', []).tick();
    place.clock.set('2026-03-03T12:00:00Z');
    await schedulerOf('one', [{ name: 'work', run: async () => void worked.push('one') }]).tick();
    expect(worked).toEqual(['one']);
  });

  test('a scheduler that is stopped in a turn finishes the job that runs, and begins no other', async () => {
    const worked: string[] = [];
    let stopping: Promise<void> | undefined;
    const scheduler = schedulerOf('one', [
      {
        name: 'first',
        run: async () => {
          stopping = scheduler.stop();
          await new Promise((resolve) => setImmediate(resolve));
          worked.push('first');
        },
      },
      { name: 'second', run: async () => void worked.push('second') },
    ]);
    await scheduler.tick();
    await stopping;
    expect(worked).toEqual(['first']);
  });
});

test('every process forgets the keys of a round that is over, without the lease and without being asked for the round', async () => {
  const { people } = await aLaunchedRound(place, { terms: { graceMinutes: 0 } });
  const { rounds, results } = place.registrar;
  const asked: string[] = [];
  const standing: typeof rounds.standing = (id) => {
    asked.push(id);
    return rounds.standing(id);
  };
  const sign = async () => new Uint8Array();
  const held = openRounds({ ...place.secrets, rounds: Object.assign(Object.create(rounds), { standing }), results, sign });
  const ballot = await collect(place.polling, people[0] as PersonInvited);
  await cast({ ...place.polling, openRounds: held }, ballot, someAnswers('core'));
  asked.length = 0;
  await held.sweep();
  expect(asked).toEqual([ballot.round]); // it holds the key while the round is open
  const work = forgetKeys({ openRounds: held, failed });
  work.start(5);
  place.clock.set('2026-03-13T16:00:00Z');
  await closeDueRounds(place.closing, place.clock.now());
  const quiet = async () => {
    asked.length = 0;
    await new Promise((resolve) => setTimeout(resolve, 200));
    return asked.length === 0;
  };
  await until(quiet, 'sweeps that find no key');
  await work.stop();
  await held.sweep();
  expect(asked).toEqual([]);
  expect(faults).toEqual([]);
});

describe('the replacement of processes that die', () => {
  test('comes at once after one that lived, later and later after those that died at once, and is given up at last', () => {
    let now = 0;
    const replacement = new Replacement(() => now);
    const diesAtOnce = (process: number) => replacement.pauseAfter(process);
    expect([1, 2, 3, 4].map(diesAtOnce)).toEqual([0, 250, 500, 1000]);
    expect(replacement.hopeless).toBe(false);
    expect([5, 6].map(diesAtOnce)).toEqual([2000, 4000]);
    expect(replacement.hopeless).toBe(true);
    replacement.began(7);
    now += 10_000;
    expect(replacement.pauseAfter(7)).toBe(0);
    expect(replacement.hopeless).toBe(false);
  });

  test('never waits longer than half a minute', () => {
    const replacement = new Replacement(() => 0);
    const pauses = Array.from({ length: 40 }, (_, process) => replacement.pauseAfter(process));
    expect(Math.max(...pauses)).toBe(30_000);
  });
});
