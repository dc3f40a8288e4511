/** What SQLite stores and gives back. */
export type SqlValue = null | number | bigint | string | Uint8Array;

export interface SqlStatement {
  run(...values: SqlValue[]): { changes: number | bigint; lastInsertRowid: number | bigint };
  get(...values: SqlValue[]): Record<string, SqlValue> | undefined;
  all(...values: SqlValue[]): Record<string, SqlValue>[];
  iterate(...values: SqlValue[]): IterableIterator<Record<string, SqlValue>>;
  columns(): unknown[];
}

/** The part of the `node:sqlite` API that the engines use. One connection, synchronous. */
export interface SqlDatabase {
  exec(sql: string): void;
  prepare(sql: string): SqlStatement;
  close(): void;
}

interface SqliteModule {
  DatabaseSync: new (path: string, options?: { readOnly?: boolean }) => SqlDatabase;
}

let loaded: Promise<SqliteModule> | undefined;

/** Node's own module where it has one (22.13 and later); on Node 20 the drop-in package with the same API. */
async function loadModule(): Promise<SqliteModule> {
  const own = process.getBuiltinModule?.('node:sqlite' as string);
  return (own ?? (await import('@photostructure/sqlite'))) as unknown as SqliteModule;
}

/** Opens a database file, made when it is not there, and sets the pragmas in their order. `:memory:` is kept nowhere. */
export async function openSqlite(
  path: string,
  pragmas: readonly string[] = [],
  options: { readOnly?: boolean } = {},
): Promise<SqlDatabase> {
  loaded ??= loadModule();
  const { DatabaseSync } = await loaded;
  const database = new DatabaseSync(path, options);
  return orClosed(database, () => {
    for (const pragma of pragmas) database.exec(`PRAGMA ${pragma}`);
    return database;
  });
}

/** What makes something of an open database: where that fails, as with one that is damaged, its file is not kept open. */
export function orClosed<T>(database: SqlDatabase, make: () => T): T {
  try {
    return make();
  } catch (fault) {
    database.close();
    throw fault;
  }
}

/** A BLOB as a Buffer over the same bytes. Throws where there is none. */
export function asBuffer(blob: SqlValue | undefined): Buffer {
  if (typeof blob !== 'object' || blob === null) throw new Error('a record is missing: the file is damaged');
  return Buffer.from(blob.buffer, blob.byteOffset, blob.length);
}

/** The database as kysely's own SQLite dialect, which expects better-sqlite3, wants to see it. */
export function kyselyDatabase(database: SqlDatabase) {
  return {
    close: () => database.close(),
    prepare: (sql: string) => {
      const statement = database.prepare(sql);
      return {
        reader: statement.columns().length > 0,
        all: (values: readonly unknown[]) => statement.all(...(values as SqlValue[])),
        run: (values: readonly unknown[]) => statement.run(...(values as SqlValue[])),
        iterate: (values: readonly unknown[]) => statement.iterate(...(values as SqlValue[])),
      };
    },
  };
}

/** Whether another connection has committed to the file. Asked inside a transaction the answer holds until its end. */
export class CommittedElsewhere {
  readonly #select: SqlStatement;
  #seen: SqlValue | undefined;

  constructor(database: SqlDatabase) {
    this.#select = database.prepare('PRAGMA data_version');
  }

  /** Since it was last asked; the first time: yes. */
  since(): boolean {
    const before = this.#seen;
    this.#seen = this.#select.get()?.data_version;
    return before !== this.#seen;
  }
}
