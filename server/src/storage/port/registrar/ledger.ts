import type { Role } from '#shared/contract/roles.js';

/** One act that changed something. What stands here as done is never changed or removed. */
export interface LedgerRecord {
  organisation: string;
  at: string;
  /** The account's name at that time: it stays readable when the account is gone. */
  who: string;
  act: string;
  subject: string;
  reason: string | null;
}

/** An entry as it is read. Not `done`: the act was begun, and whether it was done is not known. */
export interface LedgerEntry extends LedgerRecord {
  done: boolean;
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
  /** Enters an act that is done. */
  enter(entry: LedgerRecord): Promise<void>;
  /** Enters an act that is about to be done. Returns what `end` knows the entry by. */
  begin(entry: LedgerRecord): Promise<string>;
  /** `done`: the entry stands, for good. `nothing`: nothing was changed, and an entry that does not stand yet goes. */
  end(id: string, how: 'done' | 'nothing'): Promise<void>;
  read(organisation: string, before: string | null, limit: number): Promise<LedgerPage<LedgerEntry>>;
  /** All of them, by one act; none is nothing to do. */
  enterViews(views: readonly ViewRecord[]): Promise<void>;
  readViews(organisation: string, before: string | null, limit: number): Promise<LedgerPage<ViewRecord>>;
}
