import { type Connection, mongo } from 'mongoose';
import type { RoundId, UnitId } from '#shared/ballot/manifest.js';
import type { Claim, ClaimOutcome, Roll } from '../../port/roll.js';
import { type Invitation, invitationsOf, NOTHING, type RollPlan, rollPlans, sparesOf } from './schemas.js';

/** A roll as claims see it. */
export interface OpenRoll {
  connection: Connection;
  round: RoundId;
  spares: ReadonlyMap<UnitId, number>;
}

type SpareOutcome = Awaited<ReturnType<Roll['issueSpare']>>;

/** A spare counts for nobody until it is issued. */
export const VALID = { $or: [{ spare: false }, { issued: true }] };

/** What a spare was taken as. */
const ISSUED = 0;
const REPLACED = 1;

/** The usual claim is one step; whatever else it is, is looked at then. What changed between look and leap is looked at again. */
export async function claim(roll: OpenRoll, claim: Claim): Promise<ClaimOutcome> {
  const _id = new mongo.Binary(claim.tokenHash);
  const invitations = invitationsOf(roll.connection, roll.round);
  for (;;) {
    const first = await invitations.findOneAndUpdate(
      { _id, stopped: false, blinded: NOTHING, ...VALID },
      { $set: { blinded: new mongo.Binary(claim.blinded) } },
      { projection: { unit: 1 } },
    );
    if (first) return { outcome: 'granted', unit: first.unit };
    const outcome = await claimAgain(roll, claim, await invitations.findOne({ _id }));
    if (outcome) return outcome;
  }
}

async function claimAgain(roll: OpenRoll, claim: Claim, found: Invitation | null): Promise<ClaimOutcome | undefined> {
  if (!found) return { outcome: (await stateOf(roll)) === 'overwritten' ? 'stopped' : 'unknown' };
  if (found.spare && !found.issued) return { outcome: 'unknown' };
  // An answer that was lost on its way is given again, even when collecting has ended: nothing new is claimed.
  if ([found.blinded, found.replacement].some((hash) => same(hash, claim.blinded))) return { outcome: 'granted', unit: found.unit };
  if (found.stopped) return { outcome: 'stopped' };
  if (same(found.blinded, NOTHING.value())) return undefined;
  if (!same(found.replacement, NOTHING.value())) return { outcome: 'none-left' };
  return replace(roll, claim, found);
}

async function replace(roll: OpenRoll, { blinded, replacement }: Claim, found: Invitation): Promise<ClaimOutcome | undefined> {
  const { _id, unit } = found;
  if (!replacement) return { outcome: 'elsewhere' };
  if (!(await takeSpare(roll, unit, taker(_id, REPLACED)))) return { outcome: 'none-left' };
  const { modifiedCount } = await invitationsOf(roll.connection, roll.round).updateOne(
    { _id, stopped: false, replacement: NOTHING },
    { $set: { replacement: new mongo.Binary(blinded) } },
  );
  return modifiedCount === 1 ? { outcome: 'granted', unit } : undefined;
}

export async function issueSpare(roll: OpenRoll, tokenHash: Uint8Array): Promise<SpareOutcome> {
  const _id = new mongo.Binary(tokenHash);
  const invitations = invitationsOf(roll.connection, roll.round);
  for (;;) {
    const found = await invitations.findOne({ _id });
    if (!found) return (await stateOf(roll)) === 'overwritten' ? 'stopped' : 'unknown';
    if (!found.spare) return 'unknown';
    if (found.issued) return 'issued';
    if (found.stopped) return 'stopped';
    if (!(await takeSpare(roll, found.unit, taker(_id, ISSUED)))) return 'none-left';
    await invitations.updateOne({ _id, stopped: false, issued: false }, { $set: { issued: true } });
  }
}

/**
 * Takes one of a unit's spares, once for each taker: whoever was interrupted before the invitation was marked finds it taken for them.
 * Filter and change are one act on one document, so that takers never outnumber the spares.
 */
async function takeSpare(roll: OpenRoll, unit: UnitId, who: mongo.Binary): Promise<boolean> {
  const spares = roll.spares.get(unit) ?? 0;
  if (spares === 0) return false;
  const room = { [`takers.${spares - 1}`]: { $exists: false } };
  const push = { takers: { $each: [who], $sort: 1 as const } };
  const { matchedCount } = await sparesOf(roll.connection, roll.round).updateOne(
    { _id: unit, takers: { $ne: who }, ...room },
    { $push: push },
  );
  return matchedCount === 1 || (await taken(roll, unit)).some((one) => same(one, who.value()));
}

async function taken(roll: OpenRoll, unit: UnitId): Promise<mongo.Binary[]> {
  return (await sparesOf(roll.connection, roll.round).findOne({ _id: unit }))?.takers ?? [];
}

function taker(tokenHash: mongo.Binary, as: number): mongo.Binary {
  return new mongo.Binary(Buffer.from([...tokenHash.value(), as]));
}

async function stateOf(roll: OpenRoll): Promise<RollPlan['state'] | undefined> {
  return (await rollPlans(roll.connection).findById(roll.round).lean())?.state;
}

function same(stored: mongo.Binary, bytes: Uint8Array): boolean {
  return Buffer.compare(stored.value(), bytes) === 0;
}
