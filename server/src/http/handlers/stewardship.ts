import type { stewardship } from '#shared/contract/stewardship.js';
import { type AuditNeeds, readLedger, readViews } from '../../audit/audit.js';
import type { Handlers } from '../handler.js';

/** The two ledgers: what was done, and who looked. The steward's package comes from the results. */
export function ledgerHandlers(needs: AuditNeeds) {
  return {
    readLedger: ({ caller, request: { query } }) => readLedger(needs, caller.organisation, query.before),
    readViews: ({ caller, request: { query } }) => readViews(needs, caller.organisation, query.before),
  } satisfies Pick<Handlers<typeof stewardship>, 'readLedger' | 'readViews'>;
}
