import { undate } from './durable-files.js';
import { settleGroup, type Waiting } from './group.js';
import type { SqlDatabase } from './sqlite.js';

/**
 * For files whose bytes must not tell the order of what happened. The rollback journal goes with each commit; `extra` rather than `full`
 * because only then the journal's removal outlasts a power cut, and with it the commit that was acknowledged.
 */
export const ORDERLESS = ['busy_timeout = 10000', 'journal_mode = delete', 'synchronous = extra', 'secure_delete = on'] as const;

/**
 * For writing such a file at first: one that is not whole never gets its name, and needs no journal on disk. Without `secure_delete` pages
 * that are split while the file grows keep copies of records, which nothing would ever overwrite.
 */
export const UNJOURNALED = ['journal_mode = memory', 'synchronous = off', 'secure_delete = on'] as const;

/** Milliseconds. */
const LONGEST_REST = 20;
/** Of the time since the last commit, from which the event loop is too busy for the next one, and milliseconds until that is asked again. */
const BUSY = 0.98;
const ASK_EVERY = 1;

/**
 * Many small acts, one transaction: all that wait are done in their order and acknowledged together once they are on disk.
 * An act that throws undoes its whole group, so acts only throw when the store is at fault.
 * A commit holds up the event loop while the disk writes. Under load the next one therefore waits as long as the last one took: half of the time
 * is left for other work, and the groups grow. While the loop has its hands full it waits longer: of the requests that are being read just then
 * each would otherwise have a commit of its own, for which all the others wait.
 */
export class GroupCommit {
  #waiting: Waiting[] = [];
  #waitingSince = 0;
  #restUntil = 0;
  /** As of the end of the last commit. */
  #loop = performance.eventLoopUtilization();

  constructor(
    private readonly database: SqlDatabase,
    private readonly path: string,
    /** `begin` runs inside each transaction before the acts, `undone` after one that came to nothing. */
    private readonly turns: { begin(): void; undone?(): void },
  ) {}

  /** The act's result, once it is on disk. */
  run<T>(act: () => T): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      if (this.#waiting.length === 0) this.#schedule();
      this.#waiting.push({ act, resolve, reject });
    });
  }

  #schedule(): void {
    this.#waitingSince = performance.now();
    const rest = this.#restUntil - this.#waitingSince;
    if (rest < 1) setImmediate(() => this.#commitSoon());
    else setTimeout(() => this.#commitSoon(), rest);
  }

  #commitSoon(): void {
    const busy = performance.eventLoopUtilization(this.#loop).utilization > BUSY;
    if (busy && performance.now() - this.#waitingSince < LONGEST_REST) setTimeout(() => this.#commitSoon(), ASK_EVERY);
    else this.#commit();
  }

  #commit(): void {
    const group = this.#waiting;
    this.#waiting = [];
    const begun = performance.now();
    settleGroup(group, (acts) => this.#transaction(acts));
    this.#loop = performance.eventLoopUtilization();
    const ended = performance.now();
    this.#restUntil = group.length > 1 ? ended + Math.min(ended - begun, LONGEST_REST) : ended;
  }

  #transaction(acts: readonly (() => unknown)[]): unknown[] {
    try {
      // Immediate: another process waits here, not between look and leap.
      this.database.exec('BEGIN IMMEDIATE');
      this.turns.begin();
      const results = acts.map((act) => act());
      this.database.exec('COMMIT');
      undate(this.path);
      return results;
    } catch (fault) {
      this.#undo();
      throw fault;
    }
  }

  #undo(): void {
    this.turns.undone?.();
    try {
      this.database.exec('ROLLBACK');
    } catch {
      // No transaction was begun: nothing to undo.
    }
  }
}
