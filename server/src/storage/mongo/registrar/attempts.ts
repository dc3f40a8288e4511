import { randomBytes } from 'node:crypto';
import type { Clock } from '../../../clock.js';
import type { Collections } from './collections.js';
import { insertOnce } from './inserting.js';
import type { AttemptDocument } from './rounds-documents.js';

/** Milliseconds after which nobody is taken to be at work on an attempt any more. */
const LONGEST = 3_600_000;

type Owner = Pick<AttemptDocument, 'organisation' | 'kind' | 'of'>;

/**
 * Large sets are written under an attempt first and count from the one change that makes their owner name it. So an attempt that is interrupted
 * anywhere leaves the old state whole, and what is left of it is swept.
 */
export interface Attempts {
  /** A new one, known to the sweepers before anything of it is written. */
  begin(owner: Owner): Promise<string>;
  /** Removes all that was written under an attempt whose owner will never name it. */
  giveUp(attempt: string): Promise<void>;
  /** Removes what no owner names and nobody is at work on: of one owner, or of all. */
  sweep(of?: string): Promise<void>;
}

export function attemptsIn(all: Collections, clock: Clock): Attempts {
  const giveUp = async (attempt: string) => {
    await removeDocuments(all, attempt);
    await all.attempts.deleteOne({ _id: attempt });
  };
  return {
    async begin(owner) {
      const _id = randomBytes(12).toString('hex');
      await insertOnce(all.attempts, { _id, ...owner, began: clock.now().toISOString() });
      return _id;
    },
    giveUp,
    async sweep(of) {
      const old = new Date(clock.now().getTime() - LONGEST).toISOString();
      for (const attempt of await all.attempts.find(of === undefined ? {} : { of }).lean()) {
        const isOld = attempt.began < old;
        if (isOld) await fence(all, attempt);
        if (await isNeeded(all, attempt)) continue;
        // Of a younger one somebody may still be writing: it stays known, to be swept again.
        if (isOld) await giveUp(attempt._id);
        else await removeDocuments(all, attempt._id);
      }
    },
  };
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

async function removeDocuments({ units, people, invitations, additions, outbox, publicationParts }: Collections, attempt: string) {
  // Mails first: none may outlive its invitation.
  await outbox.deleteMany({ attempt });
  await invitations.deleteMany({ attempt });
  await additions.deleteMany({ _id: attempt });
  await people.deleteMany({ attempt });
  await units.deleteMany({ attempt });
  await publicationParts.deleteMany({ attempt });
}
