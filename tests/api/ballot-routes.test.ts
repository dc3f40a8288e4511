import { closeDueRounds } from '#server/closing/close-due-rounds.js';
import { toBase64Url } from '#shared/ballot/encoding.js';
import { cast, collect, type SignedBallot, voteAll } from '../../scripts/demo/voter.js';
import { aBallotServer } from '../builders/ballot-server.js';
import { aLaunchedRound, aPlace, type PersonInvited, type Place, someAnswers } from '../builders/launched-round.js';

describe('what anybody may ask of a round that is over', () => {
  let place: Place & { remove(): Promise<void> };
  let launched: Awaited<ReturnType<typeof aLaunchedRound>>;
  let ballot: SignedBallot;
  beforeAll(async () => {
    place = await aPlace();
    launched = await aLaunchedRound(place, { terms: { graceMinutes: 0 } });
    const [first, ...others] = launched.people;
    ballot = await collect(place.polling, first as PersonInvited);
    await cast(place.polling, ballot, someAnswers('core'));
    await voteAll(place.polling, others, ({ token }) => someAnswers('core', token.charCodeAt(0)));
    place.clock.set('2026-03-13T16:00:00Z');
    await closeDueRounds(place.closing, place.clock.now());
    place.clock.set('2026-03-20T08:00:00Z');
  });
  let server: Awaited<ReturnType<typeof aBallotServer>>;
  afterEach(() => server.close());
  afterAll(() => place.remove());

  /** The place, and what its stores are asked: each call by its name, keys by theirs. */
  function counted() {
    const asked: string[] = [];
    const counting = <T extends object>(store: T): T =>
      new Proxy(store, {
        get(target, name) {
          const member: unknown = Reflect.get(target, name);
          if (typeof member !== 'function') return member;
          return (...given: unknown[]) => {
            asked.push(target === place.keys ? `key ${given[1]}` : String(name));
            return member.apply(target, given);
          };
        },
      });
    const { registrar } = place;
    const stores = { ...registrar, rounds: counting(registrar.rounds), results: counting(registrar.results) };
    return { asked, place: { ...place, keys: counting(place.keys), registrar: stores } };
  }
  const times = (asked: readonly string[]) =>
    Object.fromEntries([...new Set(asked)].map((name) => [name, asked.filter((one) => one === name).length]));

  test('is read from the stores once, however often it is asked for', async () => {
    const { asked, place: watched } = counted();
    server = await aBallotServer(watched);
    const texts = new Set<string>();
    for (let n = 0; n < 5; n += 1) {
      for (const what of ['', '/bulletin', '/company-index']) {
        const reply = await fetch(`${server.url}/ballot/manifests/${launched.hash}${what}`);
        expect(reply.status).toBe(200);
        texts.add(await reply.text());
      }
    }
    expect(texts.size).toBe(3);
    expect(times(asked)).toEqual({ byManifest: 1, bulletin: 1, snapshot: 1, read: 1 });
  });

  test('is shown by the date in the terms at each request, also once it was shown', async () => {
    server = await aBallotServer(place);
    const statusAt = async (now: string) => {
      place.clock.set(now);
      return (await fetch(`${server.url}/ballot/manifests/${launched.hash}/company-index`)).status;
    };
    expect([await statusAt('2026-03-20T08:00:00Z'), await statusAt('2026-03-20T07:59:59Z')]).toEqual([200, 403]);
    expect(await statusAt('2026-03-20T08:00:00Z')).toBe(200);
  });

  test('forged ballots for it read its keys once, and never the secret one; a counted one has its receipt still', async () => {
    const { asked, place: watched } = counted();
    server = await aBallotServer(watched);
    const castIt = async (signature: string) => {
      const body = JSON.stringify({ ...ballot, signature, answers: someAnswers('core') });
      const reply = await fetch(`${server.url}/ballot/cast`, { method: 'POST', body, headers: { 'content-type': 'application/json' } });
      return (await reply.json()).code ?? 'receipt';
    };
    const forged = toBase64Url(new Uint8Array(256).fill(1));
    for (let n = 0; n < 5; n += 1) expect(await castIt(forged)).toBe('signature-refused');
    expect(times(asked)).toEqual({ byId: 1, standing: 5, 'key signing': 1, readClosing: 1 });
    expect(await castIt(ballot.signature)).toBe('receipt');
    expect(asked.filter((one) => one === 'key box')).toHaveLength(1);
    await place.keys.destroy(launched.round, 'box');
    expect(await castIt(ballot.signature)).toBe('round-closed');
  });
});
