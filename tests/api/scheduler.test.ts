import { closeDueRounds, destroyExpiredAnswers } from '#server/closing/close-due-rounds.js';
import { systemRandom } from '#server/random.js';
import { openDueRounds, recordParticipation } from '#server/rounds/rounds.js';
import { dueWork } from '#server/scheduler.js';
import { inTurns, type Job } from '#server/turns.js';
import type { RoundId } from '#shared/ballot/manifest.js';
import { voteAll } from '../../scripts/demo/voter.js';
import { aRound } from '../builders/ballots.js';
import { aLaunchedRound, aPlace, type Place, someAnswers } from '../builders/launched-round.js';
import { aDraft } from '../builders/office.js';

describe('work that is due by the clock', () => {
  let place: Place & { remove(): Promise<void> };
  const faults: unknown[] = [];
  beforeEach(async () => {
    place = await aPlace();
    faults.length = 0;
  });
  afterEach(() => place.remove());

  const schedulerOf = (holder: string, jobs: readonly Job[]) => {
    const failed = (job: string, fault: unknown) => void faults.push([job, fault]);
    return inTurns({ lease: place.registrar.rounds, holder, jobs, clock: place.clock, failed });
  };
  const allJobs = () =>
    dueWork({
      access: place.registrar.access,
      rounds: {
        ...{ registrar: place.registrar, roll: place.roll, ballotBox: place.ballotBox, ...place.secrets },
        ...{ clock: place.clock, random: systemRandom, mailConfigured: false },
      },
      closing: place.closing,
    });

  test('a round is opened, counted day by day, closed after its grace and cleared of its answers, by turns alone', async () => {
    const { round, people } = await aLaunchedRound(place, { opened: false });
    const scheduler = schedulerOf('one', allJobs());
    await scheduler.tick();
    expect((await place.registrar.rounds.byId(round))?.state).toBe('open');
    await voteAll(place.polling, people.slice(0, 13), () => someAnswers('core'));
    place.clock.set('2026-03-04T12:00:00Z');
    await scheduler.tick();
    const nothingYet = { day: '2026-03-03', collected: null };
    expect(await place.registrar.rounds.participation(round)).toEqual([nothingYet, { day: '2026-03-04', collected: 10 }]);
    const states = [];
    for (const now of ['2026-03-13T16:00:00Z', '2026-03-13T16:59:59Z', '2026-03-13T17:00:00Z', '2026-03-28T17:00:00Z']) {
      place.clock.set(now);
      await scheduler.tick();
      states.push((await place.registrar.rounds.byId(round))?.state);
    }
    expect(states).toEqual(['closing', 'closing', 'published', 'published']);
    expect(await place.keys.read(round, 'box')).toBeUndefined();
    expect(faults).toEqual([]);
  });

  test('tries that strangers leave go with their window though nobody signs in, within ten minutes and not with every turn', async () => {
    const { access } = place.registrar;
    const { sweep } = access;
    const swept: string[] = [];
    access.sweep = async (now) => {
      swept.push(now);
      await sweep(now);
    };
    const scheduler = schedulerOf('one', allJobs());
    await access.countTry('a stranger', place.clock.now().toISOString(), 900);
    for (let seconds = 0; seconds < 1500; seconds += 5) {
      await scheduler.tick();
      place.clock.set(new Date(place.clock.now().getTime() + 5_000).toISOString());
    }
    expect(swept).toEqual(['2026-03-03T12:00:00.000Z', '2026-03-03T12:10:00.000Z', '2026-03-03T12:20:00.000Z']);
    const before = '2026-03-03T12:00:00.000Z';
    expect((await access.countTry('a stranger', before, 900)).tries).toBe(1);
    expect(faults).toEqual([]);
  });

  test('an addition that was interrupted is completed by a turn', async () => {
    const { round, manifest } = await aLaunchedRound(place);
    const unit = manifest.units.find(({ parent }) => parent !== null)?.id ?? ('' as never);
    const { rounds } = place.registrar;
    const before = await rounds.countInvited(round);
    const invitee = { person: 'new', name: 'New', email: null, language: 'en' };
    expect(await rounds.assignSpare(round, { unit, invitee, reason: 'Forgotten.' })).toMatchObject({ outcome: 'assigned' });
    await schedulerOf('one', allJobs()).tick();
    expect(await rounds.countInvited(round)).toBe(before + 1);
    expect(await rounds.heldSpares()).toEqual([]);
    expect(faults).toEqual([]);
  });

  test('what is left of a draft whose deletion was cut off is destroyed by a turn, of a round that is there nothing', async () => {
    const [gone, there] = [aRound(), aRound()];
    const { registrar, keys } = place;
    const event = { at: '2026-03-03T12:00:00.000Z', what: 'created' as const, reason: null };
    await registrar.rounds.create({ organisation: 'organisation', id: there, draft: aDraft(), event });
    const { round: launched } = await aLaunchedRound(place);
    const mailKey = await keys.read(launched, 'mail');
    for (const round of [gone, there]) await keys.keep(round, 'mail', new Uint8Array(60));
    for (const round of [gone, there, launched])
      await registrar.rounds.takeLease({ name: `launch ${round}`, holder: 'dead', until: event.at, now: event.at });
    await schedulerOf('one', allJobs()).tick();
    expect([await keys.read(gone, 'mail'), await keys.read(there, 'mail')]).toEqual([undefined, new Uint8Array(60)]);
    expect(await keys.read(launched, 'mail')).toEqual(mailKey);
    expect(await registrar.rounds.leasesNamed('launch ')).toEqual([`launch ${there}`]);
    expect(faults).toEqual([]);
  });

  test('two processes: one works, the other takes over when it is gone', async () => {
    const worked: string[] = [];
    const job = (holder: string) => [{ name: 'work', run: async () => void worked.push(holder) }];
    const [one, two] = [schedulerOf('one', job('one')), schedulerOf('two', job('two'))];
    await one.tick();
    await two.tick();
    expect(worked).toEqual(['one']);
    place.clock.set('2026-03-03T12:00:31Z'); // the first was killed
    await two.tick();
    await one.tick();
    expect(worked).toEqual(['one', 'two']);
    await two.stop(); // an orderly end leaves at once
    await one.tick();
    expect(worked).toEqual(['one', 'two', 'one']);
  });

  test('a job that fails is told, and does not keep the others from their turn', async () => {
    const worked: string[] = [];
    const scheduler = schedulerOf('one', [
      { name: 'broken', run: () => Promise.reject(new Error('no')) },
      { name: 'whole', run: async () => void worked.push('whole') },
    ]);
    await scheduler.tick();
    expect(worked).toEqual(['whole']);
    expect(faults).toMatchObject([['broken', { message: 'no' }]]);
  });

  /** The act fails for the round it is first asked for. */
  const failingFirst = <A extends unknown[], R>(act: (...given: A) => Promise<R>): ((...given: A) => Promise<R>) => {
    let asked = 0;
    return (...given) => (asked++ === 0 ? Promise.reject(new Error('no')) : act(...given));
  };

  test('a round that cannot be opened, counted or cleared of its answers does not keep another from it, and is told', async () => {
    const { registrar, roll, closing } = place;
    const parts = { opened: false, terms: { graceMinutes: 0 } };
    const launched = [await aLaunchedRound(place, parts), await aLaunchedRound(place, parts)];
    const ids = launched.map(({ round }) => round);
    const states = async () => (await Promise.all(ids.map((id) => registrar.rounds.byId(id)))).map((round) => round?.state).sort();
    const now = place.clock.now();

    const rounds = { ...registrar.rounds, become: failingFirst(registrar.rounds.become) };
    await expect(openDueRounds({ registrar: { ...registrar, rounds } }, now)).rejects.toThrow('no');
    expect(await states()).toEqual(['open', 'scheduled']);

    await openDueRounds({ registrar }, now);
    const collected = failingFirst((round: RoundId) => roll.collected(round));
    await expect(recordParticipation({ registrar, roll: Object.assign(Object.create(roll), { collected }) }, now)).rejects.toThrow('no');
    expect((await Promise.all(ids.map((id) => registrar.rounds.participation(id)))).flat()).toHaveLength(1);

    for (const { people } of launched) await voteAll(place.polling, people.slice(0, 20), () => someAnswers('core'));
    place.clock.set('2026-03-13T17:00:00Z');
    await closeDueRounds(closing, place.clock.now());
    expect(await states()).toEqual(['published', 'published']);
    const { ballotBox } = closing;
    const destroyAnswers = failingFirst((round: RoundId) => ballotBox.destroyAnswers(round));
    const needs = { ...closing, ballotBox: Object.assign(Object.create(ballotBox), { destroyAnswers }) };
    await expect(destroyExpiredAnswers(needs, new Date('2027-01-01T00:00:00Z'))).rejects.toThrow('no');
    expect(await registrar.results.answersDue('2027-01-01T00:00:00.000Z')).toHaveLength(1);
  });

  test('turns never overlap, and one that is asked for during a turn follows it', async () => {
    let under = 0;
    let most = 0;
    let turns = 0;
    const run = async () => {
      most = Math.max(most, ++under);
      await new Promise((resolve) => setImmediate(resolve));
      turns += 1;
      under -= 1;
    };
    const scheduler = schedulerOf('one', [{ name: 'work', run }]);
    const first = scheduler.tick();
    await new Promise((resolve) => setImmediate(resolve));
    scheduler.runNow();
    await scheduler.tick();
    await first;
    expect([most, turns]).toEqual([1, 2]);
  });
});
