import type { SqlDatabase } from '../../sqlite.js';

export interface LeaseTables {
  leases: { name: string; holder: string; until: string; note: string | null };
}

/** What the holder of a lease wants known by everybody: how far a launch is. */
export const leaseNotes = {
  name: '0005-lease-notes',
  up: (database: SqlDatabase): void => database.exec('ALTER TABLE leases ADD COLUMN note TEXT'),
};
