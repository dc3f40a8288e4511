/** A promise of the product that was broken. */
export class Broken extends Error {
  override name = 'Broken';
}

export function must(kept: boolean, promise: string): asserts kept {
  if (!kept) throw new Broken(promise);
}
