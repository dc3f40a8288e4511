import type { Access } from './registrar/access.js';
import type { Accounts } from './registrar/accounts.js';
import type { ClientFiles } from './registrar/client-files.js';
import type { Ledger } from './registrar/ledger.js';
import type { Organisations } from './registrar/organisations.js';
import type { Outbox } from './registrar/outbox.js';
import type { Results } from './registrar/results.js';
import type { Roster } from './registrar/roster.js';
import type { Rounds } from './registrar/rounds.js';

/**
 * Everything that is neither a roll nor a ballot: organisations, accounts, roster, rounds, results, the ledger.
 * A part joins here together with its engine. Every record names its organisation; times are ISO texts in UTC, ids are texts.
 */
export interface Registrar {
  organisations: Organisations;
  accounts: Accounts;
  access: Access;
  ledger: Ledger;
  roster: Roster;
  rounds: Rounds;
  outbox: Outbox;
  results: Results;
  clientFiles: ClientFiles;
  close(): Promise<void>;
}
