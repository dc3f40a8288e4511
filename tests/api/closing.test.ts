import { closeDueRounds } from '#server/closing/close-due-rounds.js';
import { voteAll } from '../../scripts/demo/voter.js';
import { aLaunchedRound, aPlace, type Place, someAnswers } from '../builders/launched-round.js';
import { toArray } from '../store-contract/engines.js';

describe('closing a round', () => {
  let place: Place & { remove(): Promise<void> };
  beforeEach(async () => {
    place = await aPlace();
  });
  afterEach(() => place.remove());

  test('a whole round: collected, cast, closed, published with its bulletin', async () => {
    const { round, organisation, hash, people } = await aLaunchedRound(place);
    const receipts = await voteAll(place.polling, people.slice(0, 54), ({ token }) => someAnswers('core', token.charCodeAt(0)));

    place.clock.set('2026-03-13T16:00:00Z');
    await closeDueRounds(place.closing, place.clock.now());
    expect((await place.registrar.rounds.byId(round))?.state).toBe('closing');
    place.clock.set('2026-03-13T17:00:00Z');
    await closeDueRounds(place.closing, place.clock.now());

    expect((await place.registrar.rounds.byId(round))?.state).toBe('published');
    const published = await place.registrar.results.snapshot(organisation, round);
    expect(published?.snapshot).toMatchObject({ outcome: 'results', totals: { roll: 60, collected: 54, counted: 54 } });
    const bulletin = JSON.parse((await place.registrar.results.bulletin(hash)) ?? '');
    expect(bulletin.ballots.scored).toEqual(receipts.map(({ ballot }) => ballot).sort());
    expect(await toArray(place.ballotBox.stream(round))).toEqual([]);
  });
});
