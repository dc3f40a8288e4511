import { aBoxPlan, aRound, aUnit, byId, plain, someBallots } from '../builders/ballots.js';
import { aClaim, aRoll } from '../builders/invitations.js';
import { ballotToLine } from '../processes/ballot-lines.js';
import { startChild } from '../processes/child.js';
import { describeEachEngine, toArray } from './engines.js';

const sales = aUnit('sales');

describeEachEngine('after kill -9', ({ open }) => {
  test('in the middle of 500 casts every acknowledged ballot is there, once, and retries change nothing', async () => {
    const { ballotBox, urls, reopen } = await open();
    const round = aRound();
    await ballotBox.create(round, aBoxPlan({ capacity: new Map([[sales, 500]]) }));
    const ballots = someBallots(500);
    const child = startChild('cast-ballots.ts', { url: urls.ballotBox, round, lines: ballots.map(ballotToLine), atOnce: 16 });
    const acknowledged = await firstLines(child.lines, 230);
    await child.kill();

    const box = (await reopen()).ballotBox;
    const stored = (await toArray(box.stream(round))).map(plain);

    const ids = stored.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(acknowledged.length).toBeGreaterThanOrEqual(230);
    expect(acknowledged.filter((id) => !ids.includes(id as (typeof ids)[number]))).toEqual([]);
    const cast = new Map(ballots.map((ballot) => [ballot.id, plain(ballot)]));
    for (const ballot of stored) expect(ballot).toEqual(cast.get(ballot.id));

    const outcomes = await Promise.all(ballots.map((ballot) => box.castOnce(round, ballot)));
    expect(outcomes.filter((outcome) => outcome === 'counted-before')).toHaveLength(stored.length);
    expect(byId(await toArray(box.stream(round))).map(plain)).toEqual(byId(ballots).map(plain));
  });

  test('in the middle of 300 collects every granted claim is granted again, to the same bytes alone', async () => {
    const { roll, urls, reopen } = await open();
    const round = aRound();
    const claims = (await aRoll(roll, round, { people: 300 })).people.map((person) => aClaim(person));
    const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
    const told = claims.map(({ tokenHash, blinded, replacement }) => ({ tokenHash: hex(tokenHash), blinded: hex(blinded), replacement }));
    const child = startChild('claim-invitations.ts', { url: urls.roll, round, claims: told, atOnce: 16 });
    const granted = new Set(await firstLines(child.lines, 130));
    await child.kill();

    const again = (await reopen()).roll;
    expect(await again.collected(round)).toBeGreaterThanOrEqual(granted.size);
    for (const claim of claims.filter(({ tokenHash }) => granted.has(hex(tokenHash)))) {
      expect(await again.claim(round, { ...claim, blinded: new Uint8Array(32).fill(7) })).toEqual({ outcome: 'elsewhere' });
      expect(await again.claim(round, claim)).toEqual({ outcome: 'granted', unit: sales });
    }
  });

  test('two processes on one store: a unit is never overfull, and each ballot counts once', async () => {
    const { ballotBox, urls } = await open();
    const round = aRound();
    await ballotBox.create(round, aBoxPlan({ capacity: new Map([[sales, 150]]) }));
    const lines = someBallots(200).map(ballotToLine);
    const input = { url: urls.ballotBox, round, atOnce: 3 };
    const children = [
      startChild('cast-ballots.ts', { ...input, lines }),
      startChild('cast-ballots.ts', { ...input, lines: [...lines].reverse() }),
    ];

    const [there, back] = await Promise.all(children.map(({ lines }) => toArray(lines)));
    await Promise.all(children.map((child) => child.ended()));

    const stored = (await toArray(ballotBox.stream(round))).map(({ id }): string => id);
    expect(stored).toHaveLength(150);
    expect(new Set(stored)).toEqual(new Set([...(there ?? []), ...(back ?? [])]));
    expect(await ballotBox.countByUnit(round, 'scored')).toEqual(new Map([[sales, 150]]));
  });
});

/** So many lines, and those that have come by then. */
async function firstLines(lines: AsyncIterable<string>, count: number): Promise<string[]> {
  const first: string[] = [];
  for await (const line of lines) if (first.push(line) >= count) break;
  return first;
}
