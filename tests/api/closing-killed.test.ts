import { CLOSING_STEPS } from '#server/closing/steps.js';
import { voteAll } from '../../scripts/demo/voter.js';
import { aLaunchedRound, aPlace, openPlace, someAnswers } from '../builders/launched-round.js';
import { startChild } from '../processes/child.js';

const CLOSES = '2026-03-13T16:00:00Z';

test('kill -9 between any two steps of closing, one after the other: each start carries on, and the result is that of all ballots', async () => {
  const place = await aPlace();
  const { round, organisation, hash, people } = await aLaunchedRound(place, { terms: { graceMinutes: 0 } });
  const receipts = await voteAll(place.polling, people, ({ token }) => someAnswers('core', token.charCodeAt(0)));
  const first = await place.registrar.rounds.byId(round);
  await place.close();

  for (const killBefore of CLOSING_STEPS) {
    const killed = startChild('close-round.ts', { folder: place.folder, now: CLOSES, killBefore });
    await expect(killed.ended()).rejects.toThrow('SIGKILL');
  }
  await startChild('close-round.ts', { folder: place.folder, now: CLOSES }).ended();

  const again = await openPlace(place.folder, place.clock);
  expect(first?.state).toBe('open');
  expect((await again.registrar.rounds.byId(round))?.state).toBe('published');
  const published = await again.registrar.results.snapshot(organisation, round);
  expect(published?.snapshot).toMatchObject({ outcome: 'results', totals: { roll: 60, collected: 60, counted: 60 } });
  const bulletin = JSON.parse((await again.registrar.results.bulletin(hash)) ?? '');
  expect(bulletin.ballots.scored).toEqual(receipts.map(({ ballot }) => ballot).sort());
  for (const name of ['signing', 'mail'] as const) expect(await again.keys.read(round, name)).toBeUndefined();
  await again.close();
  await place.remove();
}, 120_000);
