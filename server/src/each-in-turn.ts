/** Does `act` with one after the other. One that fails does not hold up the others; the first fault is thrown when all were tried. */
export async function eachInTurn<T>(all: Iterable<T>, act: (one: T) => Promise<unknown>): Promise<void> {
  const faults: unknown[] = [];
  for (const one of all) await act(one).catch((fault: unknown) => faults.push(fault));
  if (faults.length > 0) throw faults[0];
}
