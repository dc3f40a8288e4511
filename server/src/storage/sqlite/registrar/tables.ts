import type { AccountTables } from './migrations/0001-accounts.js';
import type { ResultsTables } from './migrations/0004-results.js';

/** The registrar's tables as the newest migration leaves them. Each migration's file names its own. */
export interface RegistrarTables extends AccountTables, ResultsTables {}
