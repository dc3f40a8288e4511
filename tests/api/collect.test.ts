import { randomBytes } from 'node:crypto';
import { closeRound } from '#server/closing/close-round.js';
import { collectBallots } from '#server/invitations/collect-ballots.js';
import { readInvitation, sayNotMe } from '#server/invitations/read-invitation.js';
import { fromBase64Url, toBase64Url } from '#shared/ballot/encoding.js';
import type { RefusalCode } from '#shared/contract/refusal.js';
import { aLaunchedRound, aPlace, type PersonInvited, type Place } from '../builders/launched-round.js';

type Launched = Awaited<ReturnType<typeof aLaunchedRound>>;

describe('collecting ballots', () => {
  let place: Place & { remove(): Promise<void> };
  let launched: Launched;
  beforeEach(async () => {
    place = await aPlace();
    launched = await aLaunchedRound(place, { units: { sales: 20, works: 24 } });
  });
  afterEach(() => place.remove());

  /** 256 bytes below any modulus of 2048 bits. */
  const someBytes = () => toBase64Url(Buffer.concat([Buffer.from([1]), randomBytes(255)]));
  const needsOf = async ({ manifest }: PersonInvited) => ({ roll: place.roll, round: await place.polling.openRounds.invited(manifest) });
  const collect = async (person: PersonInvited, scored = someBytes(), replacement = false) =>
    collectBallots({ ...(await needsOf(person)), now: place.clock.now() }, { token: person.token, blinded: { scored }, replacement });
  const refusal = async (act: Promise<unknown>) =>
    act.then(
      () => 'granted',
      (fault: { code: RefusalCode }) => fault.code,
    );
  const first = (): PersonInvited => launched.people[0] as PersonInvited;

  test('the same bytes again get the same signature, other bytes are told where the ballot may be', async () => {
    const bytes = someBytes();
    const signed = await collect(first(), bytes);
    expect(await collect(first(), bytes)).toEqual(signed);
    expect(fromBase64Url(signed.signatures.scored ?? '')).toHaveLength(256);
    await expect(collect(first())).rejects.toMatchObject({
      code: 'fetched-elsewhere',
      parts: { reason: 'A ballot was already fetched with your invitation. We do not know whether it was sent or what it says.' },
    });
  });

  test('64 parallel collects of one invitation give one signature', async () => {
    const outcomes = await Promise.all(Array.from({ length: 64 }, () => refusal(collect(first()))));
    expect(outcomes.filter((outcome) => outcome === 'granted')).toHaveLength(1);
    expect(outcomes.filter((outcome) => outcome === 'fetched-elsewhere')).toHaveLength(63);
    expect(await place.roll.collected(launched.round)).toBe(1);
  });

  test('64 parallel collects with the same bytes give that one signature to all', async () => {
    const bytes = someBytes();
    const signed = await Promise.all(Array.from({ length: 64 }, () => collect(first(), bytes)));
    expect(new Set(signed.map(({ signatures }) => signatures.scored)).size).toBe(1);
  });

  test('a replacement is taken once a person, and not beyond the spares of the unit', async () => {
    const [one = first(), two = first(), three = first()] = launched.people.filter(({ unit }) => unit === first().unit);
    for (const person of [one, two, three]) await collect(person);
    await collect(one, someBytes(), true);
    expect(await refusal(collect(one, someBytes(), true))).toBe('no-replacement-left');
    await collect(two, someBytes(), true);
    expect(await refusal(collect(three, someBytes(), true))).toBe('no-replacement-left'); // 20 people have 2 spares
  });

  test('a value that the key cannot sign is refused before the invitation is used up', async () => {
    const tooHigh = toBase64Url(Buffer.alloc(256, 255));
    for (const scored of [tooHigh, toBase64Url(randomBytes(255)), '']) {
      await expect(collect(first(), scored)).rejects.toMatchObject({ code: 'blinded-out-of-range', parts: { field: 'blinded.scored' } });
    }
    const needs = { ...(await needsOf(first())), now: place.clock.now() };
    const surplus = { token: first().token, blinded: { scored: someBytes(), comment: someBytes() }, replacement: false };
    expect(await refusal(collectBallots(needs, surplus))).toBe('blinded-out-of-range');
    expect(await place.roll.collected(launched.round)).toBe(0);
    expect(await refusal(collect(first()))).toBe('granted');
  });

  test('an invitation of another round, or a spare that nobody was given, is unknown', async () => {
    const other = await aLaunchedRound(place, { units: { sales: 20 } });
    const strange = { ...first(), manifest: other.hash };
    expect(await refusal(collect(strange))).toBe('invitation-unknown');
    expect(await refusal(collect(launched.spares[0] as PersonInvited))).toBe('invitation-unknown');
    expect(await refusal(needsOf(strange).then((needs) => readInvitation(needs, strange)))).toBe('invitation-unknown');
    expect(await refusal(place.polling.openRounds.invited('f'.repeat(64) as PersonInvited['manifest']))).toBe('round-unknown');
  });

  test('ballots are handed out between opening and close, by the clock', async () => {
    place.clock.set('2026-03-02T07:59:59Z');
    expect(await refusal(collect(first()))).toBe('round-not-yet-open');
    place.clock.set('2026-03-13T16:00:00Z');
    expect(await refusal(collect(first()))).toBe('collecting-ended');
    place.clock.set('2026-03-13T15:59:59Z');
    expect(await refusal(collect(first()))).toBe('granted');
    await place.roll.stop(launched.round);
    expect(await refusal(collect(launched.people[1] as PersonInvited))).toBe('collecting-ended');
  });

  test.each([
    ['from its close on, though the terms would let it be extended', { collectUntil: '2026-03-20T16:00:00Z' }, '2026-03-13T16:00:00Z'],
    ['from the end of collecting in the terms on, though it is open', { collectUntil: '2026-03-11T16:00:00Z' }, '2026-03-11T16:00:00Z'],
  ] as const)('a round hands out nothing %s', async (_when, terms, end) => {
    launched = await aLaunchedRound(place, { terms });
    place.clock.set(new Date(Date.parse(end) - 1000).toISOString());
    expect(await refusal(collect(first()))).toBe('granted');
    place.clock.set(end);
    expect(await refusal(collect(launched.people[1] as PersonInvited))).toBe('collecting-ended');
  });

  test('a cancelled round hands out nothing and says so', async () => {
    const event = { at: '2026-03-03T12:00:00.000Z', what: 'cancelled' as const, reason: 'wrong list' };
    await place.registrar.rounds.become(launched.round, 'open', 'cancelled', event);
    expect(await refusal(collect(first()))).toBe('round-cancelled');
  });

  test.each(['before its unit is looked up', 'before the claim'])(
    'a round that closes %s is told as ended, not as an unknown link',
    async (when) => {
      const needs = { ...(await needsOf(first())), now: place.clock.now() };
      const close = async () => {
        await place.registrar.rounds.become(launched.round, 'open', 'closing', {
          at: '2026-03-13T16:00:00.000Z',
          what: 'closing',
          reason: null,
        });
        await place.roll.stop(launched.round);
        await place.roll.overwrite(launched.round);
      };
      const closing = {
        unitOf: async (...asked: Parameters<typeof place.roll.unitOf>) => {
          await close();
          return place.roll.unitOf(...asked);
        },
        // What an engine says whose records go while it looks.
        claim: async () => {
          await close();
          return { outcome: 'unknown' as const };
        },
      };
      const roll = { ...place.roll, ...(when === 'before the claim' ? { claim: closing.claim } : { unitOf: closing.unitOf }) };
      const given = { token: first().token, blinded: { scored: someBytes() }, replacement: false };
      expect(await refusal(collectBallots({ ...needs, roll }, given))).toBe('collecting-ended');
    },
  );

  test('a round that is cancelled while the roll is asked says so', async () => {
    const needs = { ...(await needsOf(first())), now: place.clock.now() };
    const unitOf = async () => {
      const event = { at: '2026-03-03T12:00:00.000Z', what: 'cancelled' as const, reason: 'wrong list' };
      await place.registrar.rounds.become(launched.round, 'open', 'cancelled', event);
      return undefined;
    };
    const given = { token: first().token, blinded: { scored: someBytes() }, replacement: false };
    expect(await refusal(collectBallots({ ...needs, roll: { ...place.roll, unitOf } }, given))).toBe('round-cancelled');
  });

  test('reading an invitation tells the unit and its keys, and never whether a ballot was fetched', async () => {
    const before = await readInvitation(await needsOf(first()), first());
    await collect(first());
    const after = await readInvitation(await needsOf(first()), first());
    expect(after).toEqual(before);
    expect(Object.keys(after).sort()).toEqual(['keys', 'unit']);
    expect(after.unit).toBe(first().unit);
  });

  test('in the grace an invitation still tells its unit and keys, so that a ballot already fetched can be sent; once the round is sealed it tells nothing', async () => {
    const before = await readInvitation(await needsOf(first()), first());
    const close = async (now: string) => {
      place.clock.set(now);
      const round = await place.registrar.rounds.byId(launched.round);
      return round && closeRound(place.closing, round);
    };
    expect(await close('2026-03-13T16:00:00Z')).toBe('in-grace');
    expect(await readInvitation(await needsOf(first()), first())).toEqual(before);
    expect(await refusal(collect(first()))).toBe('collecting-ended');
    expect(await close('2026-03-13T17:00:00Z')).toBe('closed');
    expect(await refusal(needsOf(first()).then((needs) => readInvitation(needs, first())))).toBe('invitation-unknown');
  });

  test('"not me" is a nameless count, and the same answer whether anything was fetched or not', async () => {
    await collect(first());
    await sayNotMe(await needsOf(first()), first());
    await sayNotMe(await needsOf(first()), first());
    expect(await sayNotMe(await needsOf(first()), launched.people[1] as PersonInvited)).toBeUndefined();
    expect((await place.roll.totals(launched.round))?.notMe).toBe(1);
  });
});
