/** SQLite's primary result codes (sqlite.org/rescode.html) that somebody here acts on. */
export const RESULT = { busy: 5, locked: 6, readOnly: 8, inputOutput: 10, corrupt: 11, full: 13, cannotOpen: 14, notDatabase: 26 } as const;

/** The primary result code of a fault that SQLite raised; undefined for any other. */
export function resultOf(fault: unknown): number | undefined {
  const code = (fault as { errcode?: unknown } | null | undefined)?.errcode;
  return typeof code === 'number' ? code & 0xff : undefined;
}
