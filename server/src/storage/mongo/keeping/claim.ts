import type { mongo } from 'mongoose';
import { StoreCannotOpen } from '../../port/store-cannot-open.js';

/** Stands beside the registrar's collections while a restore is under way: its one document's id names the backup. */
export const CLAIM = 'restore_under_way';

/** The backup whose restore was begun here and not ended. */
export async function claimedBy(database: mongo.Db): Promise<string | undefined> {
  return (await database.collection<{ _id: string }>(CLAIM).findOne())?._id;
}

/** Refuses (StoreCannotOpen) a registrar that is not restored whole. */
export async function refuseClaimed(database: mongo.Db): Promise<void> {
  if (await claimedBy(database))
    throw new StoreCannotOpen(
      'The restore of a backup has begun in this database and not ended: restore the same backup again, then start',
    );
}
