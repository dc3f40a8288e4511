import { accounts } from './0001-accounts.js';
import { roster } from './0002-roster.js';
import { rounds } from './0003-rounds.js';
import { results } from './0004-results.js';
import { leaseNotes } from './0005-lease-notes.js';
import { oidc } from './0006-oidc.js';
import { begunActs } from './0007-begun-acts.js';
import { heldSpares } from './0008-held-spares.js';
import { endOfTries } from './0009-end-of-tries.js';
import { invitedCounts } from './0010-invited-counts.js';
import type { Migration } from './migration.js';

/** In their order; a database knows how many it has. */
export const migrations: readonly Migration[] = [
  ...[accounts, roster, rounds, results, leaseNotes, oidc, begunActs, heldSpares, endOfTries],
  invitedCounts,
];
