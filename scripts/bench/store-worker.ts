import { once } from 'node:events';
import { castBallot } from '#server/ballots/cast-ballot.js';
import { collectBallots } from '#server/invitations/collect-ballots.js';
import { createSigningPool } from '#server/invitations/signing-pool.js';
import { openBallotBox, openRoll } from '#server/storage/open-store.js';
import { type BenchRound, ballotAt, castableRound, invitedRound, someBlinded } from './bench-round.js';
import type { Place } from './engines.js';
import { type Act, doAll } from './timing.js';

/** A process that uses a round's store beside others: it collects or casts for the people from one place in the round to another. */
export interface ToStoreWorker {
  what: 'collects' | 'casts';
  place: Place;
  round: BenchRound;
  from: number;
  to: number;
  atOnce: number;
  /** Of the processes that share the machine's cores. */
  signingThreads: number;
}

/** How many it has done: first once it is warm, then, after a word from outside, of the rest. */
export interface FromStoreWorker {
  done: number;
}

/** Milliseconds for the rest and as many for warming: on a machine that does other things too a bench is not to last for ever. */
const LONGEST = 15_000;

/** The first quarter is not timed: threads start, keys are read, code is compiled. */
async function serve(given: ToStoreWorker): Promise<void> {
  const { acts, close } = given.what === 'collects' ? collecting(given) : casting(given);
  const warm = Math.floor(acts.length / 4);
  tell({ done: await doAll(acts.slice(0, warm), given.atOnce, LONGEST) });
  await once(process, 'message');
  tell({ done: await doAll(acts.slice(warm), given.atOnce, LONGEST) });
  await close();
  process.disconnect();
}

interface Work {
  acts: Act[];
  close(): Promise<unknown>;
}

function collecting({ place, round, from, to, signingThreads }: ToStoreWorker): Work {
  const [roll, pool] = [openRoll(place.roll), createSigningPool(signingThreads)];
  const needs = { roll, round: invitedRound(round, pool.sign), now: new Date() };
  const inputs = round.tokens.slice(from, to).map((token) => ({ token, blinded: { scored: someBlinded() }, replacement: false }));
  return { acts: inputs.map((input) => () => collectBallots(needs, input)), close: () => Promise.all([roll.close(), pool.close()]) };
}

function casting({ place, round, from, to }: ToStoreWorker): Work {
  const ballotBox = openBallotBox(place.ballots);
  const needs = { ballotBox, round: castableRound(round), state: 'open' as const, now: new Date() };
  const ballots = Array.from({ length: to - from }, (_, at) => ballotAt(round, from + at));
  return { acts: ballots.map((ballot) => () => castBallot(needs, ballot)), close: () => ballotBox.close() };
}

function tell(said: FromStoreWorker): void {
  process.send?.(said);
}

const [given] = await once(process, 'message');
await serve(given as ToStoreWorker);
