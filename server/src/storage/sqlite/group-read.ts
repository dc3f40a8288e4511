import type { SqlDatabase } from './sqlite.js';
import { asUnavailable } from './unavailable.js';

interface Waiting {
  read: () => unknown;
  resolve: (result: never) => void;
  reject: (fault: unknown) => void;
}

/**
 * Many small reads, one transaction: SQLite takes the lock and looks for changes once for all that come in one turn of the event loop, and none
 * of them waits for a commit, which the disk writes. Each sees what was committed when its turn came.
 */
export class GroupRead {
  #waiting: Waiting[] = [];

  constructor(
    private readonly database: SqlDatabase,
    /** Runs inside each transaction before the reads. */
    private readonly begin: () => void,
  ) {}

  run<T>(read: () => T): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      if (this.#waiting.length === 0) setImmediate(() => this.#readAll());
      this.#waiting.push({ read, resolve, reject });
    });
  }

  #readAll(): void {
    const group = this.#waiting;
    this.#waiting = [];
    try {
      const results = this.#transaction(group);
      for (const [at, waiting] of group.entries()) waiting.resolve(results[at] as never);
    } catch (fault) {
      for (const waiting of group) waiting.reject(asUnavailable(fault));
    }
  }

  #transaction(group: readonly Waiting[]): unknown[] {
    this.database.exec('BEGIN');
    try {
      this.begin();
      return group.map(({ read }) => read());
    } finally {
      this.database.exec('COMMIT');
    }
  }
}
