/** Why there is no backup, or no restore: one line, with the remedy. */
export class KeepingRefused extends Error {
  constructor(line: string) {
    super(line);
    this.name = 'KeepingRefused';
  }
}

/** SQLite's result code. */
const SQLITE_FULL = 13;

/** In the system's words, or in SQLite's. */
export function isFull(fault: unknown): boolean {
  const { code, errcode } = fault as { code?: unknown; errcode?: unknown };
  return code === 'ENOSPC' || code === 'EDQUOT' || (typeof errcode === 'number' && (errcode & 0xff) === SQLITE_FULL);
}
