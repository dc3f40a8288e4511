import { RESULT, resultOf } from './storage/sqlite-result.js';

/** Whether a fault means that a disk, or this user's share of it, is full: in the system's words or in SQLite's. */
export function isFull(fault: unknown): boolean {
  const code = (fault as { code?: unknown } | null | undefined)?.code;
  return code === 'ENOSPC' || code === 'EDQUOT' || resultOf(fault) === RESULT.full;
}
