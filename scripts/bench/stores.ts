import { randomBytes } from 'node:crypto';
import { castBallot } from '#server/ballots/cast-ballot.js';
import { collectBallots } from '#server/invitations/collect-ballots.js';
import { createSigningPool } from '#server/invitations/signing-pool.js';
import { openBallotBox, openRoll } from '#server/storage/open-store.js';
import { toBase64Url } from '#shared/ballot/encoding.js';
import { benchRound, ITEMS } from './bench-round.js';
import { rawInsertsASecond, rawSignaturesASecond } from './limits.js';

/** One figure and the limit it is held against, both a second; the limit is taken before and after, for machines that do other things too. */
export interface Rate {
  name: string;
  rate: number;
  limit: number;
  ratio: number;
  goal: number;
}

/** The use case on its store, one kind, claims grouped, signed on all cores, against signatures alone on as many threads. Goal: 0.5. */
export async function benchCollects(folder: string, { atOnce = 256, collects = 12_000 } = {}): Promise<Rate> {
  const before = await rawSignaturesASecond();
  const [roll, ballotBox, pool] = [openRoll(`sqlite:${folder}/rolls`), openBallotBox(`sqlite:${folder}/boxes`), createSigningPool()];
  const round = await benchRound(roll, ballotBox, collects);
  const needs = { roll, round: round.invited(pool.sign), now: new Date() };
  const inputs = round.tokens.map((token) => ({ token, blinded: { scored: someBlinded() }, replacement: false }));
  const rate = await aSecond(inputs, atOnce, (input) => collectBallots(needs, input));
  if ((await roll.collected(round.manifest.round)) !== collects) throw new Error('a collect is missing in the roll');
  await Promise.all([roll.close(), ballotBox.close(), pool.close()]);
  const limit = (before + (await rawSignaturesASecond())) / 2;
  return { name: `collects a second, ${atOnce} at once`, rate, limit, ratio: rate / limit, goal: 0.5 };
}

/** The use case on its store, against single inserts that are durable one by one with the same settings. Goal: 5. */
export async function benchCasts(folder: string, { atOnce = 64, casts = 12_000 } = {}): Promise<Rate> {
  const [roll, ballotBox] = [openRoll(`sqlite:${folder}/rolls`), openBallotBox(`sqlite:${folder}/boxes`)];
  const { open: round, ballot } = await benchRound(roll, ballotBox, casts);
  const ballots = Array.from({ length: casts }, (_, at) => ballot(at));
  const before = await rawInsertsASecond(folder, 291 + ITEMS.length);
  const needs = { ballotBox, round, state: 'open' as const, now: new Date() };
  const rate = await aSecond(ballots, atOnce, (one) => castBallot(needs, one));
  const counts = await ballotBox.countByUnit(round.id, 'scored');
  if ([...counts.values()].reduce((sum, count) => sum + count, 0) !== casts) throw new Error('a cast is missing in the box');
  await Promise.all([roll.close(), ballotBox.close()]);
  const limit = (before + (await rawInsertsASecond(folder, 291 + ITEMS.length))) / 2;
  return { name: `casts a second, ${atOnce} at once`, rate, limit, ratio: rate / limit, goal: 5 };
}

/** How many a second, with so many under way at any time. The first quarter is not timed: threads start, keys are read, code is compiled. */
async function aSecond<T>(inputs: readonly T[], atOnce: number, act: (input: T) => Promise<unknown>): Promise<number> {
  const warm = Math.floor(inputs.length / 4);
  await all(inputs.slice(0, warm), atOnce, act);
  const begun = performance.now();
  await all(inputs.slice(warm), atOnce, act);
  return (1000 * (inputs.length - warm)) / (performance.now() - begun);
}

async function all<T>(inputs: readonly T[], atOnce: number, act: (input: T) => Promise<unknown>): Promise<void> {
  const next = inputs[Symbol.iterator]();
  const work = async () => {
    for (const input of next) await act(input);
  };
  await Promise.all(Array.from({ length: atOnce }, work));
}

/** 256 bytes below any modulus of 2048 bits. */
function someBlinded(): string {
  return toBase64Url(Buffer.concat([Buffer.of(1), randomBytes(255)]));
}
