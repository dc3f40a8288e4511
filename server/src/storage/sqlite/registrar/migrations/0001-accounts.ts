import type { Generated } from 'kysely';
import type { Migration } from './migration.js';
export interface AccountTables {
  organisations: { id: string; name: string; time_zone: string; language: string; sample: number; created_at: string };
  setup: { one: number; hash: string };
  accounts: {
    id: string;
    organisation: string;
    name: string;
    email: string;
    roles: string;
    password: string | null;
    two_factor: string | null;
    two_factor_proposed: string | null;
    code_step: number;
    created_at: string;
  };
  sessions: { hash: string; organisation: string; account: string; expires: string };
  links: { hash: string; organisation: string; account: string; purpose: string; expires: string };
  tries: { key: string; count: number; window_ends: string };
  ledger: { number: Generated<number>; organisation: string; at: string; who: string; act: string; subject: string; reason: string | null };
  views: { number: Generated<number>; organisation: string; at: string; who: string; roles: string; round: string; title: string };
  client_files: { version: string; path: string; content: Uint8Array };
}

export const accounts: Migration = {
  name: '0001-accounts',
  up: (database) =>
    database.exec(`
      CREATE TABLE organisations (
        id TEXT PRIMARY KEY, name TEXT NOT NULL, time_zone TEXT NOT NULL, language TEXT NOT NULL,
        sample INTEGER NOT NULL, created_at TEXT NOT NULL
      ) STRICT;
      CREATE TABLE setup (one INTEGER PRIMARY KEY CHECK (one = 1), hash TEXT NOT NULL) STRICT;
      CREATE TABLE accounts (
        id TEXT PRIMARY KEY, organisation TEXT NOT NULL REFERENCES organisations (id), name TEXT NOT NULL,
        email TEXT NOT NULL UNIQUE, roles TEXT NOT NULL, password TEXT,
        two_factor TEXT, two_factor_proposed TEXT, code_step INTEGER NOT NULL DEFAULT -1, created_at TEXT NOT NULL
      ) STRICT;
      CREATE INDEX accounts_of ON accounts (organisation, name);
      CREATE TABLE sessions (
        hash TEXT PRIMARY KEY, organisation TEXT NOT NULL,
        account TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE, expires TEXT NOT NULL
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX sessions_of ON sessions (account);
      CREATE TABLE links (
        hash TEXT PRIMARY KEY, organisation TEXT NOT NULL,
        account TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE, purpose TEXT NOT NULL, expires TEXT NOT NULL
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX links_of ON links (account);
      CREATE TABLE tries (key TEXT PRIMARY KEY, count INTEGER NOT NULL, window_ends TEXT NOT NULL) STRICT, WITHOUT ROWID;
      CREATE TABLE ledger (
        number INTEGER PRIMARY KEY, organisation TEXT NOT NULL, at TEXT NOT NULL, who TEXT NOT NULL,
        act TEXT NOT NULL, subject TEXT NOT NULL, reason TEXT
      ) STRICT;
      CREATE INDEX ledger_of ON ledger (organisation, at);
      CREATE TABLE views (
        number INTEGER PRIMARY KEY, organisation TEXT NOT NULL, at TEXT NOT NULL, who TEXT NOT NULL,
        roles TEXT NOT NULL, round TEXT NOT NULL, title TEXT NOT NULL
      ) STRICT;
      CREATE INDEX views_of ON views (organisation, at);
      CREATE TABLE client_files (
        version TEXT NOT NULL, path TEXT NOT NULL, content BLOB NOT NULL, PRIMARY KEY (version, path)
      ) STRICT, WITHOUT ROWID;
    `),
};
