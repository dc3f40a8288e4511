import type { AccountTables } from './migrations/0001-accounts.js';
import type { RosterTables } from './migrations/0002-roster.js';
import type { ResultsTables } from './migrations/0004-results.js';
import type { LeaseTables } from './migrations/0005-lease-notes.js';
import type { OidcTables } from './migrations/0006-oidc.js';
import type { BegunActsTables } from './migrations/0007-begun-acts.js';
import type { InvitedCountsTables } from './migrations/0010-invited-counts.js';

/** The registrar's tables as the newest migration leaves them. Each migration's file names its own. */
export interface RegistrarTables
  extends Omit<AccountTables, 'accounts' | 'ledger'>,
    RosterTables,
    ResultsTables,
    LeaseTables,
    OidcTables,
    BegunActsTables,
    InvitedCountsTables {}
