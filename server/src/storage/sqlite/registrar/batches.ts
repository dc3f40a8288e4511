/** SQLite takes 32,766 values a statement; kysely's compiling is cheapest well under that. */
const ROWS = 200;

/** Writes many rows a statement at a time, in their order. */
export async function inBatches<T>(rows: readonly T[], write: (batch: readonly T[]) => Promise<void>): Promise<void> {
  for (let at = 0; at < rows.length; at += ROWS) await write(rows.slice(at, at + ROWS));
}
