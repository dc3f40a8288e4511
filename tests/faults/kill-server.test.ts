import { closeDueRounds } from '#server/closing/close-due-rounds.js';
import type { Answers } from '#shared/instrument/answers.js';
import { collect, type SignedBallot } from '../../scripts/demo/voter.js';
import { aLaunchedRound, aPlace, openPlace, SESSION_SECRET, SetClock, someAnswers } from '../builders/launched-round.js';
import { type Child, startChild } from '../processes/child.js';

const BALLOTS = 500;
const AT_ONCE = 32;
const OPEN = '2026-03-03T12:00:00Z';
const CLOSES = '2026-03-13T16:00:00Z';

interface Reply {
  status: number;
  /** The receipt, byte for byte as it came. */
  text: string;
}

const started: Child[] = [];
// A test that fails leaves no server behind.
afterAll(() => Promise.all(started.map((child) => child.kill())));

test('kill -9 in the middle of 500 casts: every acknowledged ballot is there once after a restart, and casting again changes nothing', async () => {
  const place = await aPlace();
  const { round, hash, organisation, people } = await aLaunchedRound(place, {
    units: { sales: 200, works: 180, office: 120 },
    terms: { graceMinutes: 0 },
  });
  const ballots = await inGroups(people, (invited) => collect(place.polling, invited));
  await place.close();

  const first = await aRunningServer(place.folder);
  const acknowledged = new Map<SignedBallot, string>();
  await inGroups(ballots, async (ballot) => {
    const reply = await castOver(first.url, ballot, someAnswers('core')).catch(() => undefined);
    if (reply?.status === 200) acknowledged.set(ballot, reply.text);
    if (acknowledged.size >= BALLOTS / 2) await first.kill();
  });
  // Those under way at that moment may be in the box without anybody having been told.
  expect(acknowledged.size).toBeGreaterThanOrEqual(BALLOTS / 2);
  expect(acknowledged.size).toBeLessThan(BALLOTS / 2 + AT_ONCE);

  const left = await countIn(place.folder);
  expect(left).toBeGreaterThanOrEqual(acknowledged.size);
  expect(left).toBeLessThanOrEqual(acknowledged.size + AT_ONCE);

  const second = await aRunningServer(place.folder);
  // Other answers this time: nobody may be counted by their second thoughts, or learn from the reply that they differ.
  const again = await inGroups([...acknowledged.keys()], (ballot) => castOver(second.url, ballot, someAnswers('core', 3)));
  expect(again).toEqual([...acknowledged.values()].map((text) => ({ status: 200, text })));
  await second.kill();
  expect(await countIn(place.folder)).toBe(left);

  const third = await aRunningServer(place.folder);
  const all = await inGroups(ballots, (ballot) => castOver(third.url, ballot, someAnswers('core', 3)));
  expect(all.map(({ status }) => status)).toEqual(ballots.map(() => 200));
  for (const [at, ballot] of ballots.entries()) expect(all[at]?.text).toBe(acknowledged.get(ballot) ?? all[at]?.text);
  await third.kill();

  const after = await openPlace(place.folder, new SetClock(CLOSES));
  await closeDueRounds(after.closing, after.clock.now());
  const published = await after.registrar.results.snapshot(organisation, round);
  expect(published?.snapshot.totals).toMatchObject({ roll: BALLOTS, collected: BALLOTS, counted: BALLOTS });
  const bulletin = JSON.parse((await after.registrar.results.bulletin(hash)) ?? '');
  expect(bulletin.ballots.scored).toEqual(all.map(({ text }) => JSON.parse(text).ballot).sort());
  await after.close();
  await place.remove();

  async function countIn(folder: string): Promise<number> {
    const stopped = await openPlace(folder, new SetClock(OPEN));
    const byUnit = await stopped.ballotBox.countByUnit(round, 'scored');
    await stopped.close();
    return [...byUnit.values()].reduce((sum, count) => sum + count, 0);
  }
}, 180_000);

async function aRunningServer(folder: string) {
  const child = startChild('run-server.ts', { folder, now: OPEN, sessionSecret: SESSION_SECRET });
  started.push(child);
  for await (const line of child.lines) if (line.startsWith('http')) return { url: line, kill: child.kill };
  throw new Error('the server said no address');
}

async function castOver(url: string, ballot: SignedBallot, answers: Answers): Promise<Reply> {
  const body = JSON.stringify({ ...ballot, answers });
  const reply = await fetch(`${url}/ballot/cast`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body });
  return { status: reply.status, text: await reply.text() };
}

/** All of them, 32 at any moment; results in the order of the input. */
async function inGroups<Item, Result>(items: readonly Item[], act: (item: Item) => Promise<Result>): Promise<Result[]> {
  const results: Result[] = [];
  const waiting = [...items.entries()];
  const worker = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) results[next[0]] = await act(next[1]);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return results;
}
