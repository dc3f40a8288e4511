import { StoreUnavailable } from '../port/store-unavailable.js';
import type { kyselyDatabase } from './sqlite.js';

/** SQLite's result codes for what lies outside the program: busy, locked, read-only, input or output failed, full, cannot open. */
const OUTSIDE = new Set([5, 6, 8, 10, 13, 14]);

/** The fault as its port names it. */
export function asUnavailable(fault: unknown): unknown {
  const code = (fault as { errcode?: unknown } | null)?.errcode;
  return typeof code === 'number' && OUTSIDE.has(code & 0xff) ? new StoreUnavailable(fault) : fault;
}

function orUnavailable<T>(act: () => T): T {
  try {
    return act();
  } catch (fault) {
    throw asUnavailable(fault);
  }
}

type ForKysely = ReturnType<typeof kyselyDatabase>;

/** A database whose statements fail with `StoreUnavailable` where the store is at fault. */
export function withUnavailable(database: ForKysely): ForKysely {
  return {
    close: database.close,
    prepare: (sql) => {
      const statement = orUnavailable(() => database.prepare(sql));
      return {
        reader: statement.reader,
        all: (values) => orUnavailable(() => statement.all(values)),
        run: (values) => orUnavailable(() => statement.run(values)),
        iterate: (values) => orUnavailable(() => statement.iterate(values)),
      };
    },
  };
}
