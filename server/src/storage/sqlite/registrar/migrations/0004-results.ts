import type { SqlDatabase } from '../../sqlite.js';

export interface ResultsTables {
  closings: { round: string; organisation: string; stopped_at: string; step: string; totals: string | null; units: string };
  publications: {
    round: string;
    organisation: string;
    manifest: string;
    published_at: string;
    snapshot: string;
    tuples: string | null;
  };
  bulletins: { manifest: string; organisation: string; round: string; bulletin: string };
  sealed_answers: { round: string; organisation: string; destroy_from: string };
}

/** Closing records, and what a round leaves for good. Times are ISO, documents are JSON. */
export const results = {
  name: '0004-results',
  up(database: SqlDatabase): void {
    database.exec(`
      CREATE TABLE closings (
        round TEXT PRIMARY KEY,
        organisation TEXT NOT NULL,
        stopped_at TEXT NOT NULL,
        step TEXT NOT NULL,
        totals TEXT,
        units TEXT NOT NULL
      ) STRICT;
      CREATE TABLE publications (
        round TEXT PRIMARY KEY,
        organisation TEXT NOT NULL,
        manifest TEXT NOT NULL UNIQUE,
        published_at TEXT NOT NULL,
        snapshot TEXT NOT NULL,
        tuples TEXT
      ) STRICT;
      CREATE INDEX publications_by_organisation ON publications (organisation, published_at);
      -- Apart from the snapshots: a bulletin of 100,000 ballots is 7 MB, and another route reads it.
      CREATE TABLE bulletins (
        manifest TEXT PRIMARY KEY,
        organisation TEXT NOT NULL,
        round TEXT NOT NULL,
        bulletin TEXT NOT NULL
      ) STRICT;
      -- A row for each round whose sealed answers are still there.
      CREATE TABLE sealed_answers (
        round TEXT PRIMARY KEY,
        organisation TEXT NOT NULL,
        destroy_from TEXT NOT NULL
      ) STRICT;
    `);
  },
};
