import { randomBytes } from 'node:crypto';
import type { Model } from 'mongoose';
import type { Clock } from '../../../clock.js';
import type { Collections } from './collections.js';
import { eachRange, insertOnce } from './inserting.js';
import { mailsWithin } from './mails.js';
import type { AttemptDocument } from './rounds-documents.js';

/** Milliseconds after which nobody is taken to be at work on an attempt any more. */
const LONGEST = 3_600_000;

type Owner = Pick<AttemptDocument, 'organisation' | 'kind' | 'of'>;

/** What is done under an attempt. Each of the three may be cut off, and then nothing of it counts. */
export interface Act {
  /** Makes the owner know the attempt, where a sweeper could otherwise not hold it off. False: the owner has moved on. */
  enter(attempt: string): Promise<boolean>;
  write(attempt: string): Promise<void>;
  /** The one change from which all of it counts. False: the owner has moved on. */
  name(attempt: string): Promise<boolean>;
}

/**
 * Large sets are written under an attempt first and count from the one change that makes their owner name it. So an attempt that is interrupted
 * anywhere leaves the old state whole, and what is left of it is swept.
 */
export interface Attempts {
  /** True when the owner names what was written. */
  carry(owner: Owner, act: Act): Promise<boolean>;
  /** Removes what a launch wrote, though its round still names it: the round is over. */
  forgetLaunch(attempt: string): Promise<void>;
  /** Removes what no owner names and nobody is at work on: of one owner, or of all. */
  sweep(of?: string): Promise<void>;
}

export function attemptsIn(all: Collections, clock: Clock): Attempts {
  const begin = async (owner: Owner): Promise<AttemptDocument> => {
    const attempt = { _id: randomBytes(12).toString('hex'), ...owner, began: clock.now().toISOString() };
    await insertOnce(all.attempts, attempt);
    return attempt;
  };
  const sweep = (of?: string) => sweepAttempts(all, clock, of);
  return {
    sweep,
    forgetLaunch: (attempt) => giveUp(all, { _id: attempt, kind: 'launch' }),
    async carry(owner, { enter, write, name }) {
      const attempt = await begin(owner);
      try {
        if (await enter(attempt._id)) {
          await sweep(owner.of);
          await write(attempt._id);
          if (await name(attempt._id)) {
            await sweep(owner.of).catch(() => undefined);
            return true;
          }
        }
      } catch (fault) {
        await letGo(all, attempt).catch(() => undefined);
        throw fault;
      }
      await giveUp(all, attempt);
      return false;
    },
  };
}

async function sweepAttempts(all: Collections, clock: Clock, of?: string): Promise<void> {
  const old = new Date(clock.now().getTime() - LONGEST).toISOString();
  for (const attempt of await all.attempts.find(of === undefined ? {} : { of }).lean()) {
    const isOld = attempt.began < old;
    if (isOld) await fence(all, attempt);
    if (await isNeeded(all, attempt)) continue;
    // Of a younger one somebody may still be writing: it stays known, to be swept again.
    if (isOld) await giveUp(all, attempt);
    else await removeDocuments(all, attempt);
  }
}

/** After a fault: where the connection broke it is not known for certain whether the owner names the attempt. */
async function letGo(all: Collections, attempt: AttemptDocument): Promise<void> {
  await fence(all, attempt);
  if (!(await isNeeded(all, attempt))) await giveUp(all, attempt);
}

/** For an attempt that its owner will never name, or no longer needs. */
async function giveUp(all: Collections, attempt: Pick<AttemptDocument, '_id' | 'kind'>): Promise<void> {
  await removeDocuments(all, attempt);
  await all.attempts.deleteOne({ _id: attempt._id });
}

/** From here on its owner cannot come to name it. A publication is named by its insertion: that of an unpublished round is left alone. */
async function fence({ rounds, rosters }: Collections, { _id, kind, of }: AttemptDocument): Promise<void> {
  if (kind === 'launch') await rounds.updateOne({ _id: of, attempts: _id }, { $pull: { attempts: _id } });
  if (kind === 'roster') await rosters.updateOne({ _id: of, attempts: _id }, { $pull: { attempts: _id } });
}

/** Its owner names it, or may yet. */
async function isNeeded({ rounds, rosters, publications }: Collections, { _id, kind, of }: AttemptDocument): Promise<boolean> {
  if (kind === 'publication') {
    const published = await publications.findById(of, { attempt: 1 }).lean();
    return !published || published.attempt === _id;
  }
  const which = { attempt: 1, attempts: 1 };
  const owner = kind === 'launch' ? await rounds.findById(of, which).lean() : await rosters.findById(of, which).lean();
  return owner !== null && (owner.attempt === _id || owner.attempts.includes(_id));
}

async function removeDocuments(all: Collections, { _id: attempt, kind }: Pick<AttemptDocument, '_id' | 'kind'>): Promise<void> {
  // Mails first: none may outlive its invitation.
  if (kind === 'launch') await eachRange(all.outbox, mailsWithin(attempt), {}, (_id) => all.outbox.deleteMany({ _id }));
  const written = {
    launch: [all.invitations, all.spares],
    roster: [all.people, all.units],
    publication: [all.publicationParts],
  }[kind];
  for (const one of written) {
    const model = one as unknown as Model<{ _id: string }>;
    await eachRange(model, `${attempt}/`, {}, (_id) => model.deleteMany({ _id }));
  }
  await all.additions.deleteOne({ _id: attempt });
}
