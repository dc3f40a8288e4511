import { accounts } from '#shared/contract/accounts.js';
import { stewardship } from '#shared/contract/stewardship.js';
import type { AccountNeeds } from './accounts/accounts.js';
import type { Handlers } from './http/handler.js';
import { accountHandlers } from './http/handlers/accounts.js';
import { ledgerHandlers } from './http/handlers/stewardship.js';
import type { Stores } from './stores.js';

export interface WireNeeds {
  stores: Stores;
  accounts: AccountNeeds;
}

const { readLedger, readViews } = stewardship;
const contract = { ...accounts, readLedger, readViews };

/** Gives each use case what it needs, and each row of the contract its handler. */
export function wire({ accounts: needs }: WireNeeds) {
  const handlers = { ...accountHandlers(needs), ...ledgerHandlers(needs) } satisfies Handlers<typeof contract>;
  return { contract, handlers };
}
