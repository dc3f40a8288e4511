import { settleGroup, type Waiting } from './group.js';
import type { SqlDatabase } from './sqlite.js';

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

  run<T>(act: () => T): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      if (this.#waiting.length === 0) setImmediate(() => this.#readAll());
      this.#waiting.push({ act, resolve, reject });
    });
  }

  #readAll(): void {
    const group = this.#waiting;
    this.#waiting = [];
    settleGroup(group, (reads) => this.#transaction(reads));
  }

  #transaction(reads: readonly (() => unknown)[]): unknown[] {
    this.database.exec('BEGIN');
    try {
      this.begin();
      return reads.map((read) => read());
    } finally {
      this.database.exec('COMMIT');
    }
  }
}
