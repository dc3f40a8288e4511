import { randomInt } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { mongo } from 'mongoose';
import type { BallotId } from '#shared/ballot/ballot.js';
import { fromHex } from '#shared/ballot/encoding.js';
import type { UnitId } from '#shared/ballot/manifest.js';
import type { BoxBallot } from '../../port/ballot-box.js';
import { undisturbed } from '../collections.js';
import { insertAtOnce, insertInOrder, thrown } from '../commands.js';
import type { CastNeeds, CastOutcome } from './cast-needs.js';
import { type BoxNow, boxNow, decided, dropIfGone } from './decided.js';
import type { Lane } from './lanes.js';
import { type BallotDocument, ballotsName, ballotsOf, CONFIRMED, UNDECIDED } from './schemas.js';

/** `stood-back`: its unit had more ballots than room. `again`: it is not there any more, though it was. */
export type BatchOutcome = CastOutcome | 'stood-back' | 'again';
type Outcomes = Map<BallotId, BatchOutcome>;

const DUPLICATE = 11000;

/**
 * Inserts ballots, no id twice, and then asks once whether the box is still open, unless they passed a lane, which tells as much. If it is, the sealing
 * that may come next marks every one of them; if it is not, that sealing has marked them or not, and they are taken back if not. So an acknowledged
 * ballot is always in, and another never.
 */
export async function castBatch(needs: CastNeeds, ballots: readonly BoxBallot[]): Promise<Outcomes> {
  const lane = await needs.lanes.enter();
  let inserted: Inserted;
  let now: BoxNow;
  try {
    const { there, passed } = await insertedBy(needs, lane, ballots);
    if (passed) return await keepOpen(needs, undefined, ballots);
    inserted = { own: ballots.filter((_, at) => !there.has(at)), before: ballots.filter((_, at) => there.has(at)) };
    const begun = performance.now();
    now = await boxNow(needs.connection, needs.round);
    if (now.state === 'open') {
      const kept = await keepOpen(needs, now, inserted.own);
      needs.lanes.wasOpen(begun);
      if (lane) lane.mustAsk = false;
      return new Map([...kept, ...(await confirmAll(needs, now, inserted.before))]);
    }
  } finally {
    if (lane) needs.lanes.leave(lane);
  }
  return whenClosed(needs, now, inserted);
}

/** Of a batch: what it inserted itself, and what was there. */
interface Inserted {
  own: readonly BoxBallot[];
  before: readonly BoxBallot[];
}

interface Insertion {
  /** Places in the list of those that were there already. */
  there: Set<number>;
  /** All are in a box that was open then. */
  passed: boolean;
}

async function insertedBy(needs: CastNeeds, lane: Lane | undefined, ballots: readonly BoxBallot[]): Promise<Insertion> {
  const { connection, round } = needs;
  try {
    return await undisturbed(() => (lane && !lane.mustAsk ? insertThrough(needs, lane, ballots) : insert(needs, ballots)));
  } catch (fault) {
    // Where everything is being dropped an insert may fail in many ways.
    if (fault instanceof mongo.MongoServerError && (await boxNow(connection, round)).state === 'gone')
      return { there: new Set(), passed: false };
    throw fault;
  }
}

async function whenClosed(needs: CastNeeds, now: BoxNow, { own, before }: Inserted): Promise<Outcomes> {
  const { connection, round, kind } = needs;
  needs.closed();
  const inBox = await decidedOf(needs, [...own, ...before]);
  await takeBack(
    needs,
    own.filter(({ id }) => !inBox.has(id)),
  );
  await dropIfGone(connection, round, kind, now);
  // Inserted when all were gone, and in the package all the same: it was counted before.
  const ofOwn = now.state === 'gone' ? 'counted-before' : 'counted';
  const outcome = (known: CastOutcome) => (ballot: BoxBallot) => [ballot.id, inBox.has(ballot.id) ? known : 'sealed'] as const;
  return new Map([...own.map(outcome(ofOwn)), ...before.map(outcome('counted-before'))]);
}

async function decidedOf({ connection, round, kind }: CastNeeds, ballots: readonly BoxBallot[]): Promise<Set<BallotId>> {
  const ids = ballots.map(({ id }) => fromHex(id));
  return ids.length > 0 ? decided(connection, round, kind, ids) : new Set();
}

type Written = { [Field in keyof BallotDocument]: BallotDocument[Field] extends mongo.Binary ? Uint8Array : BallotDocument[Field] };

async function insert({ connection, round, kind }: CastNeeds, ballots: readonly BoxBallot[]): Promise<Insertion> {
  const errors = await insertAtOnce(connection, ballotsName(round, kind), ballots.map(written));
  const other = errors.find(({ code }) => code !== DUPLICATE);
  if (other) throw thrown(other);
  return { there: new Set(errors.map(({ index }) => index)), passed: false };
}

/** Up to a ballot that is there already in order; the rest then as ever. */
async function insertThrough(needs: CastNeeds, lane: Lane, ballots: readonly BoxBallot[]): Promise<Insertion> {
  const { connection, round, kind, lanes } = needs;
  const begun = performance.now();
  const error = await insertInOrder(connection, ballotsName(round, kind), [...ballots.map(written), lane.step()]);
  if (error && error.code !== DUPLICATE) throw thrown(error);
  if (error && error.index < ballots.length) {
    const rest = await insert(needs, ballots.slice(error.index + 1));
    return { there: new Set([error.index, ...[...rest.there].map((at) => at + error.index + 1)]), passed: false };
  }
  await lane.wentOn(error ? 'other' : 'itself');
  return { there: new Set(), passed: !error && lanes.proves(begun) };
}

/** Bytes as they are: they are written as what the driver's `Binary` would be. */
function written({ id, unit, signature, answers }: BoxBallot): Written {
  return { _id: fromHex(id), unit, signature, answers, mark: UNDECIDED };
}

/** `now`: read after the insertion; undefined of ballots that passed a lane. */
async function keepOpen(needs: CastNeeds, now: BoxNow | undefined, inserted: readonly BoxBallot[]): Promise<Outcomes> {
  const outcomes: Outcomes = new Map(inserted.map(({ id }) => [id, 'counted']));
  const units = inserted.map(({ unit }) => unit);
  for (const [unit, over] of await needs.room.excess(units, now && (now.taken?.[needs.kind] ?? []))) {
    if (over <= 0) continue;
    const mine = inserted.filter((ballot) => ballot.unit === unit).slice(-over);
    const kept = mine.length - (await takeBack(needs, mine));
    const left = kept > 0 ? await confirmedOf(needs, mine) : new Set();
    for (const { id } of mine) outcomes.set(id, left.has(id) ? 'counted' : 'stood-back');
  }
  return outcomes;
}

/** The box is asked again: what was confirmed while it was open is marked by every sealing. */
async function confirmAll(needs: CastNeeds, now: BoxNow, before: readonly BoxBallot[]): Promise<Outcomes> {
  if (before.length === 0) return new Map();
  const confirmed = await confirm(needs, now, before);
  const outcomes: Outcomes = new Map(before.map(({ id }) => [id, 'again']));
  const open = (await boxNow(needs.connection, needs.round)).state === 'open';
  const inBox = open ? new Set(confirmed.map(({ id }) => id)) : await decidedOf(needs, confirmed);
  for (const { id } of confirmed) outcomes.set(id, inBox.has(id) ? 'counted-before' : 'sealed');
  return outcomes;
}

/** How often ballots that another process may be about to take back are looked at again, and milliseconds in between, at most. */
const LOOKS = 20;
const PAUSE = 40;

/**
 * A ballot that is there was inserted by somebody else, who may yet take it back for want of room. Before it is called counted it is marked as
 * confirmed, and then nobody can. In a unit that is overfull just now that waits until whoever has to has stood back. Those that are still there.
 */
async function confirm(needs: CastNeeds, now: BoxNow, before: readonly BoxBallot[]): Promise<BoxBallot[]> {
  let open = before;
  for (let look = 1; open.length > 0; look++) {
    const crowded = look <= LOOKS ? await crowdedUnits(needs, now, open) : new Set();
    await mark(
      needs,
      open.filter(({ unit }) => !crowded.has(unit)),
    );
    const there = await confirmedOf(needs, open);
    open = open.filter(({ unit, id }) => crowded.has(unit) && !there.has(id));
    if (open.length > 0) await wait(randomInt(1, PAUSE));
  }
  const there = await confirmedOf(needs, before);
  return before.filter(({ id }) => there.has(id));
}

async function mark({ connection, round, kind }: CastNeeds, ballots: readonly BoxBallot[]): Promise<void> {
  if (ballots.length === 0) return;
  const which = { _id: { $in: ballots.map(({ id }) => idOf(id)) }, mark: UNDECIDED };
  await undisturbed(() => ballotsOf(connection, round, kind).updateMany(which, { $set: { mark: CONFIRMED } }));
}

async function crowdedUnits({ room, kind }: CastNeeds, { taken }: BoxNow, ballots: readonly BoxBallot[]): Promise<Set<UnitId>> {
  const units = ballots.map(({ unit }) => unit);
  const over = await room.excess(units, taken?.[kind] ?? []);
  return new Set(units.filter((unit) => (over.get(unit) ?? 0) > 0));
}

/** How many of one's own ballots are gone again. One that was confirmed or marked meanwhile stays. */
async function takeBack({ connection, round, kind }: CastNeeds, ballots: readonly BoxBallot[]): Promise<number> {
  if (ballots.length === 0) return 0;
  const ids = ballots.map(({ id }) => idOf(id));
  const ballotsThere = ballotsOf(connection, round, kind);
  return (await undisturbed(() => ballotsThere.deleteMany({ _id: { $in: ids }, mark: UNDECIDED }))).deletedCount;
}

/** Those that others have confirmed, or a sealing has marked. */
async function confirmedOf({ connection, round, kind }: CastNeeds, ballots: readonly BoxBallot[]): Promise<Set<BallotId>> {
  const ids = ballots.map(({ id }) => idOf(id));
  const found = await ballotsOf(connection, round, kind)
    .find({ _id: { $in: ids }, mark: { $ne: UNDECIDED } }, { projection: { _id: 1 } })
    .toArray();
  return new Set(found.map(({ _id }) => _id.toString('hex') as BallotId));
}

function idOf(id: BallotId): mongo.Binary {
  return new mongo.Binary(fromHex(id));
}
