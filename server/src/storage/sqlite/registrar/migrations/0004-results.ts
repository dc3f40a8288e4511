import { type Kysely, sql } from 'kysely';

/** Closing records, and what a round leaves for good. Times are ISO, documents are JSON. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`CREATE TABLE closings (
    round TEXT PRIMARY KEY,
    organisation TEXT NOT NULL,
    stopped_at TEXT NOT NULL,
    step TEXT NOT NULL,
    totals TEXT,
    units TEXT NOT NULL
  ) STRICT`.execute(db);
  await sql`CREATE TABLE publications (
    round TEXT PRIMARY KEY,
    organisation TEXT NOT NULL,
    manifest TEXT NOT NULL UNIQUE,
    published_at TEXT NOT NULL,
    snapshot TEXT NOT NULL,
    tuples TEXT
  ) STRICT`.execute(db);
  await sql`CREATE INDEX publications_by_organisation ON publications (organisation, published_at)`.execute(db);
  // Apart from the snapshots: a bulletin of 100,000 ballots is 7 MB and read by another route.
  await sql`CREATE TABLE bulletins (
    manifest TEXT PRIMARY KEY,
    organisation TEXT NOT NULL,
    round TEXT NOT NULL,
    bulletin TEXT NOT NULL
  ) STRICT`.execute(db);
  // A row for each round whose sealed answers are still there.
  await sql`CREATE TABLE sealed_answers (
    round TEXT PRIMARY KEY,
    organisation TEXT NOT NULL,
    destroy_from TEXT NOT NULL
  ) STRICT`.execute(db);
}
