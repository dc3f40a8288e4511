import { setImmediate as turn } from 'node:timers/promises';

/**
 * The order of rows of one width by their first `key` bytes, least byte first: a radix sort, one stable counting pass a byte, from the last byte
 * to the first. In memory, so that no temporary file is left to tell of an earlier order: besides the rows 8 bytes each.
 */
export async function sortedOrder(rows: Uint8Array, width: number, key: number): Promise<Uint32Array> {
  const length = rows.length / width;
  let order = Uint32Array.from({ length }, (_, at) => at);
  let sorted = new Uint32Array(length);
  for (let column = key - 1; column >= 0; column--) {
    if (!pass(rows, width, column, order, sorted)) continue;
    [order, sorted] = [sorted, order];
    await turn();
  }
  return order;
}

/** False when all rows have the same byte there: nothing to move. */
function pass(rows: Uint8Array, width: number, column: number, order: Uint32Array, sorted: Uint32Array): boolean {
  const starts = new Uint32Array(257);
  for (let at = column; at < rows.length; at += width) count(starts, (rows[at] ?? 0) + 1);
  if (starts.includes(order.length)) return false;
  for (let byte = 1; byte < 257; byte++) count(starts, byte, starts[byte - 1]);
  for (const row of order) {
    const byte = rows[row * width + column] ?? 0;
    sorted[starts[byte] ?? 0] = row;
    count(starts, byte);
  }
  return true;
}

function count(counts: Uint32Array, at: number, by = 1): void {
  counts[at] = (counts[at] ?? 0) + by;
}
