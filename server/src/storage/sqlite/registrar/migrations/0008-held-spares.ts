import type { SqlDatabase } from '../../sqlite.js';
import type { RoundsTables } from './0003-rounds.js';

export interface HeldSparesTables extends Omit<RoundsTables, 'invitations'> {
  /** `reason`: why somebody is added, while their spare is `held`; then it stands in the round's event alone. */
  invitations: RoundsTables['invitations'] & { reason: string | null };
}

/** An addition that was interrupted is completed by the scheduler, which needs to know why it was made, and to find it among all invitations. */
export const heldSpares = {
  name: '0008-held-spares',
  up: (database: SqlDatabase): void =>
    database.exec(`
      ALTER TABLE invitations ADD COLUMN reason TEXT;
      CREATE INDEX invitations_held ON invitations (round) WHERE state = 'held';
    `),
};
