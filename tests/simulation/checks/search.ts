/** Of each writing the bytes that it is looked up by. */
const BEGINNING = 3;
/** Most bytes of most files begin nothing: told by a table that is small enough to stay near the processor. */
const FOLDED = 0x3ffff;
const folded = (beginning: number) => (beginning ^ (beginning >>> 6)) & FOLDED;

/**
 * Finds any of many writings in one pass over the bytes, however many they are: so that everything kept is searched for every token of a round, and
 * not for some. No writing is shorter than its beginning.
 */
export class Search {
  readonly #begun = new Uint8Array(FOLDED + 1);
  readonly #byBeginning = new Map<number, Buffer[]>();

  constructor(writings: Iterable<Buffer>) {
    for (const writing of writings) {
      const beginning = writing.readUIntBE(0, BEGINNING);
      this.#begun[folded(beginning)] = 1;
      const others = this.#byBeginning.get(beginning);
      if (others) others.push(writing);
      else this.#byBeginning.set(beginning, [writing]);
    }
  }

  isIn(bytes: Buffer): boolean {
    const begun = this.#begun;
    let beginning = 0;
    for (let end = 0; end < bytes.length; end += 1) {
      beginning = ((beginning << 8) | (bytes[end] as number)) & 0xffffff;
      if (begun[folded(beginning)] === 1 && end + 1 >= BEGINNING && this.#isAt(bytes, end + 1 - BEGINNING, beginning)) return true;
    }
    return false;
  }

  #isAt(bytes: Buffer, at: number, beginning: number): boolean {
    const writings = this.#byBeginning.get(beginning) ?? [];
    return writings.some((writing) => writing.equals(bytes.subarray(at, at + writing.length)));
  }
}
