import type { SqlDatabase } from '../../sqlite.js';

export interface RosterTables {
  rosters: { organisation: string; revision: number; imported_at: string };
  units: { organisation: string; id: string; position: number; name: string; parent: string | null };
  people: {
    organisation: string;
    id: string;
    employee_id: string;
    name: string;
    email: string | null;
    unit: string;
    leads: number;
    language: string;
    /** Name, e-mail and employee id in lower case: SQLite folds ASCII alone. */
    search: string;
  };
}

/** The roster as last imported: replaced whole. */
export const roster = {
  name: '0002-roster',
  up: (database: SqlDatabase): void =>
    database.exec(`
      CREATE TABLE rosters (organisation TEXT PRIMARY KEY, revision INTEGER NOT NULL, imported_at TEXT NOT NULL) STRICT;
      CREATE TABLE units (
        organisation TEXT NOT NULL, id TEXT NOT NULL, position INTEGER NOT NULL, name TEXT NOT NULL, parent TEXT,
        PRIMARY KEY (organisation, id)
      ) STRICT, WITHOUT ROWID;
      CREATE TABLE people (
        organisation TEXT NOT NULL, id TEXT NOT NULL, employee_id TEXT NOT NULL, name TEXT NOT NULL, email TEXT,
        unit TEXT NOT NULL, leads INTEGER NOT NULL, language TEXT NOT NULL, search TEXT NOT NULL,
        PRIMARY KEY (organisation, id), UNIQUE (organisation, employee_id)
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX people_by_unit ON people (organisation, unit);
    `),
};
