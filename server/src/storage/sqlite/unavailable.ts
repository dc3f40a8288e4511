import { StoreUnavailable } from '../port/store-unavailable.js';
import { RESULT, resultOf } from '../sqlite-result.js';
import type { kyselyDatabase } from './sqlite.js';

/** What lies outside the program. */
const OUTSIDE: readonly number[] = [RESULT.busy, RESULT.locked, RESULT.readOnly, RESULT.inputOutput, RESULT.full, RESULT.cannotOpen];

/** The fault as its port names it. */
export function asUnavailable(fault: unknown): unknown {
  const code = resultOf(fault);
  return code !== undefined && OUTSIDE.includes(code) ? new StoreUnavailable(fault) : fault;
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
