import { type Connection, mongo } from 'mongoose';
import type { RoundId, UnitId } from '#shared/ballot/manifest.js';
import type { Roll, RollTotals } from '../../port/roll.js';
import { dropCollection, idRanges } from '../collections.js';
import { databaseOf, openMongo } from '../connection.js';
import { LONGEST } from '../within.js';
import { claim, issueSpare, type OpenRoll, VALID } from './claims.js';
import { createRoll } from './create-roll.js';
import { sayNotMe } from './not-me.js';
import { invitationsName, invitationsOf, NOTHING, type RollPlan, rollPlans, sparesName, sparesOf } from './schemas.js';

/** Rolls in a database: a collection of invitations and one of spares a round, and one of all plans. */
export function mongoRoll(url: string): Roll {
  const store = openMongo(url);
  /** A round's units and spares never change once anybody may claim. */
  const open = new Map<RoundId, OpenRoll>();
  const rollOf = async (connection: Connection, round: RoundId): Promise<OpenRoll> => {
    const known = open.get(round);
    if (known) return known;
    const { units } = await planOf(connection, round);
    const roll = { connection, round, spares: new Map(units.map(({ unit, spares }) => [unit, spares])) };
    open.set(round, roll);
    return roll;
  };
  const onRoll = <T>(round: RoundId, act: (roll: OpenRoll) => Promise<T>) =>
    store.run(async (connection) => act(await rollOf(connection, round)));
  return {
    create: (round, spares, entries) =>
      store.run((connection) => {
        open.delete(round);
        return createRoll(connection, round, spares, entries);
      }, LONGEST.wholeRound),
    unitOf: (round, tokenHash) => onRoll(round, (roll) => unitOf(roll, tokenHash)),
    claim: (round, one) => onRoll(round, (roll) => claim(roll, one)),
    issueSpare: (round, tokenHash) => onRoll(round, (roll) => issueSpare(roll, tokenHash)),
    sayNotMe: (round, tokenHash) => onRoll(round, (roll) => sayNotMe(roll, tokenHash)),
    collected: (round) => store.run((connection) => collected(connection, round)),
    stop: (round) => store.run((connection) => stop(connection, round), LONGEST.wholeRound),
    totals: (round) => store.run((connection) => totals(connection, round)),
    overwrite: (round) => store.run((connection) => overwrite(connection, round), LONGEST.wholeRound),
    destroy: (round) =>
      store.run((connection) => {
        open.delete(round);
        return destroy(connection, round);
      }, LONGEST.wholeRound),
    close: () => store.close(),
  };
}

async function planOf(connection: Connection, round: RoundId): Promise<RollPlan> {
  const plan = await rollPlans(connection).findById(round).lean();
  if (!plan) throw new Error(`there is no roll of round ${round}`);
  return plan;
}

async function unitOf({ connection, round }: OpenRoll, tokenHash: Uint8Array): Promise<UnitId | undefined> {
  const found = await invitationsOf(connection, round).findOne({ _id: new mongo.Binary(tokenHash), ...VALID }, { projection: { unit: 1 } });
  return found?.unit;
}

async function collected(connection: Connection, round: RoundId): Promise<number> {
  const { state } = await planOf(connection, round);
  return state === 'overwritten' ? 0 : invitationsOf(connection, round).countDocuments({ blinded: { $ne: NOTHING } });
}

/** In every record: a claim that comes before is granted, one that comes after is told. */
async function stop(connection: Connection, round: RoundId): Promise<void> {
  await planOf(connection, round);
  await rollPlans(connection).updateOne({ _id: round, state: 'open' }, { $set: { state: 'stopped' } });
  const invitations = invitationsOf(connection, round);
  for (const _id of idRanges(await invitations.estimatedDocumentCount()))
    await invitations.updateMany({ _id, stopped: false }, { $set: { stopped: true } });
}

async function totals(connection: Connection, round: RoundId): Promise<RollTotals | undefined> {
  if ((await planOf(connection, round)).state === 'overwritten') return undefined;
  const has = (hash: string) => ({ $sum: { $cond: [{ $ne: [`$${hash}`, NOTHING] }, 1, 0] } });
  const is = (mark: string) => ({ $sum: { $cond: [`$${mark}`, 1, 0] } });
  // One who fetched nothing may have the mark from an earlier version that was cut off.
  const saidNotMe = { $and: ['$notMe', { $ne: ['$blinded', NOTHING] }] };
  const rows = await invitationsOf(connection, round)
    .aggregate<{ _id: UnitId; collected: number; replacements: number; additions: number; notMe: number }>([
      {
        $group: {
          _id: '$unit',
          collected: has('blinded'),
          replacements: has('replacement'),
          additions: is('issued'),
          notMe: { $sum: { $cond: [saidNotMe, 1, 0] } },
        },
      },
    ])
    .toArray();
  const used = rows.filter(({ replacements, additions }) => replacements + additions > 0).sort((a, b) => (a._id < b._id ? -1 : 1));
  return {
    collected: rows.reduce((sum, row) => sum + row.collected, 0),
    notMe: rows.reduce((sum, row) => sum + row.notMe, 0),
    units: new Map(used.map(({ _id, replacements, additions }) => [_id, { replacements, additions }])),
  };
}

/** The state comes first: killed in between, the records are overwritten again. Then they go, and with them the token hashes, which cannot be overwritten. */
async function overwrite(connection: Connection, round: RoundId): Promise<void> {
  await planOf(connection, round);
  await rollPlans(connection).updateOne({ _id: round }, { $set: { state: 'overwritten' } });
  const invitations = invitationsOf(connection, round);
  const one = { unit: ''.padEnd(12, '0') as UnitId, spare: false, issued: false, blinded: NOTHING, replacement: NOTHING, notMe: false };
  for (const _id of idRanges(await invitations.estimatedDocumentCount()))
    await invitations.updateMany({ _id }, { $set: { ...one, stopped: true } });
  await sparesOf(connection, round).updateMany({}, { $set: { takers: [] } });
  await dropRecords(connection, round);
}

/** The plan first: records without one are no roll. */
async function destroy(connection: Connection, round: RoundId): Promise<void> {
  await rollPlans(connection).deleteOne({ _id: round });
  await dropRecords(connection, round);
}

async function dropRecords(connection: Connection, round: RoundId): Promise<void> {
  for (const name of [invitationsName(round), sparesName(round)]) await dropCollection(databaseOf(connection), name);
}
