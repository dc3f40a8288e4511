import { type Connection, mongo } from 'mongoose';
import type { RoundId, UnitId } from '#shared/ballot/manifest.js';
import { inSlices, mapInSlices, sortInSlices } from '../../../slices.js';
import type { RollEntry } from '../../port/roll.js';
import { AT_ONCE, createClustered, dropCollection, insertMissing } from '../collections.js';
import { databaseOf, isDuplicate } from '../connection.js';
import { type Invitation, invitationsName, invitationsOf, NOTHING, type RollPlan, rollPlans, sparesName, sparesOf } from './schemas.js';

/**
 * Writes a whole roll, in the order of the token hashes, its plan last: an interrupted launch leaves no roll, only records that the next one removes.
 * Refuses (RangeError) a unit without its number of spares, a hash that is not of 32 bytes, and one that comes twice; and a roll in use.
 */
export async function createRoll(
  connection: Connection,
  round: RoundId,
  spares: ReadonlyMap<UnitId, number>,
  entries: readonly RollEntry[],
): Promise<void> {
  const records = await recordsOf(spares, entries);
  await refuseUsed(connection, round);
  const database = databaseOf(connection);
  for (const name of [invitationsName(round), sparesName(round)]) {
    await dropCollection(database, name);
    await createClustered(database, name);
  }
  const invitations = invitationsOf(connection, round);
  for (let from = 0; from < records.length; from += AT_ONCE) await insertMissing(invitations, records.slice(from, from + AT_ONCE));
  const units = [...spares].map(([unit, count]) => ({ unit, spares: count })).sort((a, b) => (a.unit < b.unit ? -1 : 1));
  await insertMissing(
    sparesOf(connection, round),
    units.map(({ unit }) => ({ _id: unit, takers: [] })),
  );
  if ((await invitations.countDocuments()) !== records.length)
    throw new Error(`the roll of round ${round} was written by two at once; write it again`);
  await keepPlan(connection, { _id: round, units, state: 'open' });
}

/** A roll that somebody has used is never written anew. */
async function refuseUsed(connection: Connection, round: RoundId): Promise<void> {
  const plan = await rollPlans(connection).findById(round).lean();
  if (!plan) return;
  const used =
    plan.state === 'open' && (await invitationsOf(connection, round).findOne({ $or: [{ blinded: { $ne: NOTHING } }, { issued: true }] }));
  if (used || plan.state !== 'open') throw new Error(`the roll of round ${round} is in use and is not written anew`);
  await rollPlans(connection).deleteOne({ _id: round, state: 'open' });
}

async function keepPlan(connection: Connection, plan: RollPlan): Promise<void> {
  try {
    await rollPlans(connection).insertOne(plan);
  } catch (fault) {
    if (!isDuplicate(fault)) throw fault;
  }
}

/** In slices: a launch must not hold up whoever answers another round. */
async function recordsOf(spares: ReadonlyMap<UnitId, number>, entries: readonly RollEntry[]): Promise<Invitation[]> {
  const made = await mapInSlices(entries, AT_ONCE, ({ tokenHash, unit, spare }): Invitation => {
    if (!spares.has(unit)) throw new RangeError(`no spares are given for unit ${unit}`);
    if (tokenHash.length !== 32) throw new RangeError('a token hash has 32 bytes');
    const marks = { issued: false, blinded: NOTHING, replacement: NOTHING, notMe: false, stopped: false };
    return { _id: new mongo.Binary(tokenHash), unit, spare, ...marks };
  });
  const records = await sortInSlices(made, AT_ONCE, (a, b) => Buffer.compare(a._id.value(), b._id.value()));
  let before = NOTHING.value();
  await inSlices(records, AT_ONCE, (slice) => {
    for (const { _id } of slice) {
      if (Buffer.compare(before, _id.value()) === 0) throw new RangeError('a token hash comes twice');
      before = _id.value();
    }
  });
  return records;
}
