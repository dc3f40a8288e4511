import type { Role } from '#shared/contract/roles.js';

/** One act that changed something. Nothing here is ever changed or removed. */
export interface LedgerRecord {
  organisation: string;
  at: string;
  /** The account's name at that time: it stays readable when the account is gone. */
  who: string;
  act: string;
  subject: string;
  reason: string | null;
}

/** One reading of results. */
export interface ViewRecord {
  organisation: string;
  at: string;
  who: string;
  roles: readonly Role[];
  round: string;
  title: string;
}

/** A page of a ledger, newest first. `limit` may be passed by entries of the same moment, so that a page never breaks between them. */
export interface LedgerPage<T> {
  entries: T[];
  more: boolean;
}

export interface Ledger {
  enter(entry: LedgerRecord): Promise<void>;
  read(organisation: string, before: string | null, limit: number): Promise<LedgerPage<LedgerRecord>>;
  enterView(view: ViewRecord): Promise<void>;
  readViews(organisation: string, before: string | null, limit: number): Promise<LedgerPage<ViewRecord>>;
}
