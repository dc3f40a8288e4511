import { setTimeout as delay } from 'node:timers/promises';
import { clearCancelledRounds, closeDueRounds, destroyExpiredAnswers } from '#server/closing/close-due-rounds.js';
import { CLOSING_STEPS } from '#server/closing/steps.js';
import type { Bulletin } from '#shared/ballot/bulletin.js';
import type { Receipt } from '#shared/ballot/receipt.js';
import type { Role } from '#shared/contract/roles.js';
import { cast, collect, type PollingPlace, type SignedBallot, voteAll } from '../../scripts/demo/voter.js';
import { filesUnder } from '../builders/folder.js';
import { aLaunchedRound, aPlace, type PersonInvited, type Place, someAnswers } from '../builders/launched-round.js';
import { toArray } from '../store-contract/engines.js';

type Launched = Awaited<ReturnType<typeof aLaunchedRound>>;
const CLOSES = '2026-03-13T16:00:00Z';
const AFTER_GRACE = '2026-03-13T17:00:00Z';

const answersOf = ({ token }: PersonInvited) => someAnswers('core', token.charCodeAt(0));
const voteIn = (place: { polling: PollingPlace }, people: readonly PersonInvited[]) => voteAll(place.polling, people, answersOf);
const closeAt = async (place: Place, now: string) => {
  place.clock.set(now);
  await closeDueRounds(place.closing, place.clock.now());
};
const stateOf = async (place: Place, { round }: Launched) => (await place.registrar.rounds.byId(round))?.state;
const bulletinOf = async (place: Place, { hash }: Launched): Promise<Bulletin> =>
  JSON.parse((await place.registrar.results.bulletin(hash)) ?? 'null');
const hashesOf = (receipts: readonly Receipt[]) => receipts.map(({ ballot }) => ballot).sort();

describe('closing a round', () => {
  let place: Place & { remove(): Promise<void> };
  beforeEach(async () => {
    place = await aPlace();
  });
  afterEach(() => place.remove());

  test('60 people in 3 units: collected, cast, closed, published with the bulletin, and the keys are gone', async () => {
    const launched = await aLaunchedRound(place);
    const receipts = await voteIn(place, launched.people.slice(0, 54));
    await closeAt(place, '2026-03-13T15:59:59Z');
    expect(await stateOf(place, launched)).toBe('open');
    await closeAt(place, CLOSES);
    expect(await stateOf(place, launched)).toBe('closing');
    await closeAt(place, AFTER_GRACE);

    expect(await stateOf(place, launched)).toBe('published');
    const published = await place.registrar.results.snapshot(launched.organisation, launched.round);
    expect(published?.snapshot).toMatchObject({
      outcome: 'results',
      opened: '2026-03-02',
      closed: '2026-03-13',
      totals: { roll: 60, collected: 54, counted: 54, replacements: 0, additions: 0 },
    });
    expect(published?.snapshot.results?.cells.company00000?.index.shown).toBe(true);
    expect((await bulletinOf(place, launched)).ballots).toEqual({ scored: hashesOf(receipts) });
    for (const name of ['signing', 'mail'] as const) expect(await place.keys.read(launched.round, name)).toBeUndefined();
    expect(await place.roll.totals(launched.round)).toBeUndefined();
  });

  test('no id is left with the answers, and no label has between 1 and K - 1 of them', async () => {
    const launched = await aLaunchedRound(place);
    const { polling } = place;
    // 20 of sales, 3 of works, 16 of office: works must not stand alone.
    const people = launched.people.filter(({ unit }, at) => !unit.startsWith('works') || at < 23);
    const ballots: SignedBallot[] = [];
    for (const person of people) ballots.push(await collect(polling, person));
    for (const [at, ballot] of ballots.entries()) await cast(polling, ballot, someAnswers('core', at));
    await closeAt(place, CLOSES);
    await closeAt(place, AFTER_GRACE);

    const sealed = (await toArray(place.ballotBox.streamAnswers(launched.round, 'scored'))).flat();
    expect(sealed).toHaveLength(39);
    const byLabel = new Map<string, number>();
    for (const { label } of sealed) byLabel.set(label, (byLabel.get(label) ?? 0) + 1);
    for (const count of byLabel.values()) expect(count).toBeGreaterThanOrEqual(5);
    const holding = (await filesUnder(place.folder)).filter(({ bytes }) =>
      ballots.some(({ id }) => bytes.includes(Buffer.from(id, 'hex')) || bytes.includes(id)),
    );
    expect(holding.map(({ path }) => path).filter((path) => !path.includes('package'))).toEqual([]);
    expect(holding).not.toEqual([]); // the package has them: the search finds what is there
  });

  test('closing at the same moment as 64 casts: each acknowledged ballot is in the tally, each other one was told so', async () => {
    const launched = await aLaunchedRound(place, { units: { sales: 40, works: 34 }, terms: { graceMinutes: 0 } });
    const early = await voteIn(place, launched.people.slice(0, 10));
    const ballots = await Promise.all(launched.people.slice(10).map((person) => collect(place.polling, person)));
    place.clock.set(CLOSES);
    // Spread over some 60 ms, with the closing in their middle.
    const racing = ballots.map((ballot, at) => delay(at).then(() => cast(place.polling, ballot, someAnswers('core'))));
    const closing = delay(30).then(() => closeDueRounds(place.closing, place.clock.now()));
    const [outcomes] = await Promise.all([Promise.allSettled(racing), closing]);

    const counted = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []));
    for (const outcome of outcomes) if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject({ code: 'round-closed' });
    const bulletin = await bulletinOf(place, launched);
    expect(bulletin.ballots.scored).toEqual(hashesOf([...early, ...counted]));
    expect(bulletin.totals.counted).toBe(10 + counted.length);
  });

  test('somebody who asked for a ballot just before the round began to close, and comes to the roll just after it, is told so', async () => {
    const launched = await aLaunchedRound(place);
    const claim: typeof place.roll.claim = async (...given) => {
      await closeAt(place, CLOSES);
      return place.roll.claim(...given);
    };
    const late = { ...place.polling, roll: Object.assign(Object.create(place.roll), { claim }) };
    await expect(collect(late, launched.people[0] as PersonInvited)).rejects.toMatchObject({ code: 'collecting-ended' });
    expect(await place.roll.collected(launched.round)).toBe(0);
  });

  test('a step that is done a second time, because its record was lost, changes nothing', async () => {
    const launched = await aLaunchedRound(place, { terms: { graceMinutes: 0 } });
    await voteIn(place, launched.people);
    const { results } = place.closing;
    let lose = true;
    const forgetful = {
      ...results,
      // Each step's record is lost once, after the step was done.
      keepClosing: (...step: Parameters<typeof results.keepClosing>) => {
        lose = !lose;
        return lose ? results.keepClosing(...step) : Promise.reject(new Error('power cut'));
      },
    };
    place.clock.set(CLOSES);
    let tries = 0;
    for (; (await stateOf(place, launched)) !== 'published' && tries < 30; tries += 1) {
      await closeDueRounds({ ...place.closing, results: forgetful }, place.clock.now()).catch(() => {});
    }
    expect(tries).toBe(CLOSING_STEPS.length);
    expect((await results.snapshot(launched.organisation, launched.round))?.snapshot.totals.counted).toBe(60);
    expect((await bulletinOf(place, launched)).totals).toMatchObject({ roll: 60, collected: 60, counted: 60 });
  });

  test('a process that stood still in a closing, which another has gone on with, does nothing more', async () => {
    const launched = await aLaunchedRound(place, { terms: { graceMinutes: 0 } });
    await voteIn(place, launched.people);
    place.clock.set(CLOSES);
    const { results } = place.closing;
    const begun: string[] = [];
    const standsStill = {
      ...results,
      keepClosing: async (...step: Parameters<typeof results.keepClosing>) => {
        if (step[0].step === 'count') await closeDueRounds(place.closing, place.clock.now());
        return results.keepClosing(...step);
      },
    };
    await closeDueRounds({ ...place.closing, results: standsStill, before: (step) => void begun.push(step) }, place.clock.now());
    expect(begun).toEqual(['stop', 'seal', 'count']);
    expect(await stateOf(place, launched)).toBe('published');
    expect((await results.readClosing(launched.round))?.step).toBe('finish');
  });

  test('fewer than K ballots in the company: published without results, and no answers are kept', async () => {
    const launched = await aLaunchedRound(place, { terms: { graceMinutes: 0 } });
    await voteIn(place, launched.people.slice(0, 4));
    await closeAt(place, CLOSES);
    expect(await stateOf(place, launched)).toBe('without-results');
    const published = await place.registrar.results.snapshot(launched.organisation, launched.round);
    expect(published?.snapshot).toMatchObject({ outcome: 'without-results', results: null, totals: { counted: 4 } });
    expect(await toArray(place.ballotBox.streamAnswers(launched.round, 'scored'))).toEqual([]);
    expect((await filesUnder(place.folder)).map(({ path }) => path).filter((path) => path.includes('answers'))).toEqual([]);
  });

  test('replacements do not count towards the threshold', async () => {
    const launched = await aLaunchedRound(place, { terms: { graceMinutes: 0 } });
    await voteIn(place, launched.people.slice(0, 4));
    await voteIn(
      place,
      launched.people.slice(0, 1).map((person) => ({ ...person, replacement: true })),
    );
    await closeAt(place, CLOSES);
    const published = await place.registrar.results.snapshot(launched.organisation, launched.round);
    expect(published?.snapshot).toMatchObject({ outcome: 'without-results', totals: { collected: 4, counted: 5, replacements: 1 } });
  });

  test('the second round is compared with the first', async () => {
    const first = await aLaunchedRound(place, { terms: { graceMinutes: 0 } });
    await voteIn(place, first.people);
    await closeAt(place, CLOSES);
    place.clock.set('2026-03-12T12:00:00Z');
    const second = await aLaunchedRound(place, { terms: { graceMinutes: 0 } });
    await voteAll(place.polling, second.people, () => someAnswers('core'));
    await closeAt(place, '2026-03-14T09:00:00Z');
    const published = await place.registrar.results.snapshot(second.organisation, second.round);
    expect(published?.snapshot.results?.changes?.since.round).toBe(first.round);
  });

  test('what one round shows to some is not told to others by the change in a later one', async () => {
    const publishFor = async (readers: Role[], at: string) => {
      const launched = await aLaunchedRound(place, { terms: { graceMinutes: 0, readers } });
      await voteIn(place, launched.people);
      await closeAt(place, at);
      const published = await place.registrar.results.snapshot(launched.organisation, launched.round);
      place.clock.set('2026-03-12T12:00:00Z');
      return { ...launched, since: published?.snapshot.results?.changes?.since.round };
    };
    const forBoth = await publishFor(['executive', 'hr'], '2026-03-13T16:00:00Z');
    const forHr = await publishFor(['hr'], '2026-03-14T16:00:00Z');
    expect(forHr.since).toBe(forBoth.round);
    expect((await publishFor(['executive', 'hr'], '2026-03-15T16:00:00Z')).since).toBe(forBoth.round);
    expect((await publishFor(['executive', 'steward'], '2026-03-16T16:00:00Z')).since).toBeUndefined();
  });

  test('a round that was cancelled is not closed; its ballots, roll and keys are destroyed', async () => {
    const launched = await aLaunchedRound(place);
    await voteIn(place, launched.people.slice(0, 12));
    const ids = (await toArray(place.ballotBox.stream(launched.round))).map(({ id }) => id);
    const { rounds, results } = place.registrar;
    await rounds.become(launched.round, 'open', 'cancelled', { at: '2026-03-04T12:00:00.000Z', what: 'cancelled', reason: 'wrong list' });
    for (let again = 0; again < 2; again += 1) await clearCancelledRounds(place.closing);
    await closeAt(place, AFTER_GRACE);

    expect(await stateOf(place, launched)).toBe('cancelled');
    expect((await rounds.byId(launched.round))?.cleared).toBe(true);
    expect(await results.snapshot(launched.organisation, launched.round)).toBeUndefined();
    for (const name of ['signing', 'mail', 'box'] as const) expect(await place.keys.read(launched.round, name)).toBeUndefined();
    const left = (await filesUnder(place.folder)).filter(({ bytes }) => ids.some((id) => bytes.includes(Buffer.from(id, 'hex'))));
    expect(left).toEqual([]);
  });

  test('answers and the box key go when their retention is over, not before; the bulletin and the package stay', async () => {
    const launched = await aLaunchedRound(place, { terms: { graceMinutes: 0, retentionDays: 14 } });
    await voteIn(place, launched.people);
    await closeAt(place, CLOSES);
    const answers = async () => (await toArray(place.ballotBox.streamAnswers(launched.round, 'scored'))).flat().length;
    await destroyExpiredAnswers(place.closing, new Date('2026-03-27T15:59:59Z'));
    expect(await answers()).toBe(60);
    await destroyExpiredAnswers(place.closing, new Date('2026-03-27T16:00:00Z'));
    expect(await answers()).toBe(0);
    expect(await place.keys.read(launched.round, 'box')).toBeUndefined();
    expect(await place.registrar.results.answersDue('2027-01-01T00:00:00.000Z')).toEqual([]);
    expect((await bulletinOf(place, launched)).ballots.scored).toHaveLength(60);
    expect(await toArray(place.ballotBox.streamPackage(launched.round))).toHaveLength(60);
  });
});
