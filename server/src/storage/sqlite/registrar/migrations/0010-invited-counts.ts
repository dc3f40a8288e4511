import type { SqlDatabase } from '../../sqlite.js';
import type { RoundsTables } from './0003-rounds.js';
import type { HeldSparesTables } from './0008-held-spares.js';

export interface InvitedCountsTables extends Omit<HeldSparesTables, 'rounds'> {
  /** `invited_counts`: JSON; null while the rows themselves are counted. */
  rounds: RoundsTables['rounds'] & { invited_counts: string | null };
}

/** Names and addresses of a round that is long over go, and how many they were stays. */
export const invitedCounts = {
  name: '0010-invited-counts',
  up: (database: SqlDatabase): void => database.exec('ALTER TABLE rounds ADD COLUMN invited_counts TEXT'),
};
