import type { Generated } from 'kysely';
import type { SqlDatabase } from '../../sqlite.js';

export interface RoundsTables {
  rounds: {
    id: string;
    organisation: string;
    state: string;
    draft: string;
    revision: number;
    created_at: string;
    manifest: string | null;
    manifest_hash: string | null;
    homes: string;
    launched_at: string | null;
    closes: string;
    close_asked_at: string | null;
    cancelled_because: string | null;
    published_at: string | null;
    cleared: number;
  };
  round_events: { number: Generated<number>; organisation: string; round: string; at: string; what: string; reason: string | null };
  invitations: {
    id: string;
    organisation: string;
    round: string;
    unit: string;
    spare: number;
    /** `held`: a spare kept for somebody whom the roll does not know yet. */
    state: 'free' | 'held' | 'issued';
    person: string | null;
    name: string | null;
    email: string | null;
    language: string | null;
  };
  outbox: {
    id: string;
    organisation: string;
    round: string;
    invitation: string;
    kind: string;
    state: 'waiting' | 'sent' | 'failed';
    tries: number;
    next_try: string;
    reason: string | null;
  };
  participation: { organisation: string; round: string; day: string; collected: number | null };
}

/** Rounds, who is invited, and mail by the invitation it is for. No token and no state of an invitation: whether a ballot was fetched is nowhere here. */
export const rounds = {
  name: '0003-rounds',
  up: (database: SqlDatabase): void =>
    database.exec(`
      CREATE TABLE rounds (
        id TEXT PRIMARY KEY, organisation TEXT NOT NULL, state TEXT NOT NULL, draft TEXT NOT NULL, revision INTEGER NOT NULL,
        created_at TEXT NOT NULL, manifest TEXT, manifest_hash TEXT UNIQUE, homes TEXT NOT NULL, launched_at TEXT, closes TEXT NOT NULL,
        close_asked_at TEXT, cancelled_because TEXT, published_at TEXT, cleared INTEGER NOT NULL
      ) STRICT;
      CREATE INDEX rounds_of ON rounds (organisation, created_at);
      CREATE INDEX rounds_by_state ON rounds (state);
      CREATE TABLE round_events (
        number INTEGER PRIMARY KEY, organisation TEXT NOT NULL, round TEXT NOT NULL, at TEXT NOT NULL, what TEXT NOT NULL, reason TEXT
      ) STRICT;
      CREATE INDEX round_events_of ON round_events (round);
      CREATE TABLE invitations (
        id TEXT PRIMARY KEY, organisation TEXT NOT NULL, round TEXT NOT NULL, unit TEXT NOT NULL, spare INTEGER NOT NULL,
        state TEXT NOT NULL CHECK (state IN ('free', 'held', 'issued')),
        person TEXT, name TEXT, email TEXT, language TEXT, UNIQUE (round, person)
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX invitations_of ON invitations (round, state, unit);
      CREATE TABLE outbox (
        id TEXT PRIMARY KEY, organisation TEXT NOT NULL, round TEXT NOT NULL, invitation TEXT NOT NULL, kind TEXT NOT NULL,
        state TEXT NOT NULL CHECK (state IN ('waiting', 'sent', 'failed')), tries INTEGER NOT NULL, next_try TEXT NOT NULL, reason TEXT
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX outbox_due ON outbox (state, next_try);
      CREATE INDEX outbox_of ON outbox (round, state);
      CREATE TABLE participation (
        organisation TEXT NOT NULL, round TEXT NOT NULL, day TEXT NOT NULL, collected INTEGER, PRIMARY KEY (round, day)
      ) STRICT, WITHOUT ROWID;
      CREATE TABLE leases (name TEXT PRIMARY KEY, holder TEXT NOT NULL, until TEXT NOT NULL) STRICT, WITHOUT ROWID;
    `),
};
