/** Scores that share a double, and the width of each one's lane: whole numbers up to 2 ** 53 are exact. */
const LANES = 3;
const LANE = 2 ** 17;

/** People whose scores are collected before they are multiplied; a multiple of 4. */
const BLOCK = 64;

/**
 * Sums of the scores of people who have one in every signal, and of their products pair by pair, over a block of people at a time. Scores
 * that are small whole numbers stand three to a double, so that one multiplication makes three products; a block's sums fit their lanes. Exact.
 */
export class ScoreProducts {
  people = 0;
  /** As of the last `settle`: the sums of the scores, and those of the products i <= j, row by row. */
  readonly scores: Float64Array;
  readonly products: Float64Array;
  readonly #lanes: number;
  #waiting = 0;
  /** The scores of the people of the block, signal by signal; and the same packed, so many signals to a group. */
  readonly #block: Float64Array;
  readonly #packed: Float64Array;

  /** `largest`: the highest score where all are whole numbers; undefined otherwise. */
  constructor(signals: number, largest: number | undefined) {
    this.#lanes = largest !== undefined && BLOCK * Math.max(1, largest) ** 2 < LANE ? LANES : 1;
    this.scores = new Float64Array(signals);
    this.products = new Float64Array((signals * (signals + 1)) / 2);
    this.#block = new Float64Array(BLOCK * signals);
    this.#packed = new Float64Array(BLOCK * Math.ceil(signals / this.#lanes));
  }

  /** Counts one person. */
  add(scores: Float64Array): void {
    const block = this.#block;
    for (let s = 0, at = this.#waiting; s < scores.length; s += 1, at += BLOCK) block[at] = scores[s] as number;
    this.#waiting += 1;
    if (this.#waiting === BLOCK) this.settle();
  }

  /** Brings `scores` and `products` up to the last person. */
  settle(): void {
    if (this.#waiting === 0) return;
    const block = this.#block;
    const size = this.scores.length;
    this.#pack();
    for (let i = 0, row = 0; i < size; row += size - i, i += 1) {
      (this.scores[i] as number) += this.#sum(BLOCK * i);
      for (let group = Math.floor(i / this.#lanes); group * this.#lanes < size; group += 1) this.#unpack(i, row, group);
    }
    this.people += this.#waiting;
    this.#waiting = 0;
    block.fill(0);
  }

  #pack(): void {
    const block = this.#block;
    const packed = this.#packed;
    packed.fill(0);
    for (let i = this.scores.length - 1; i >= 0; i -= 1) {
      const group = BLOCK * Math.floor(i / this.#lanes);
      for (let at = 0; at < BLOCK; at += 1) packed[group + at] = (packed[group + at] as number) * LANE + (block[BLOCK * i + at] as number);
    }
  }

  /** Adds the block's products of signal i with those of a group to the products of i's row. */
  #unpack(i: number, row: number, group: number): void {
    let sum = this.#sumOfProducts(BLOCK * i, BLOCK * group);
    const from = group * this.#lanes;
    for (let j = from; j < Math.min(from + this.#lanes, this.scores.length); j += 1) {
      const above = this.#lanes === 1 ? 0 : Math.floor(sum / LANE);
      if (j >= i) (this.products[row + j - i] as number) += sum - above * LANE;
      sum = above;
    }
  }

  #sum(first: number): number {
    const block = this.#block;
    let sum = 0;
    for (let at = first; at < first + BLOCK; at += 1) sum += block[at] as number;
    return sum;
  }

  /** In four strands, so that no addition waits for the one before. */
  #sumOfProducts(first: number, second: number): number {
    const block = this.#block;
    const packed = this.#packed;
    let [a, b, c, d] = [0, 0, 0, 0];
    for (let at = 0; at < BLOCK; at += 4) {
      a += (block[first + at] as number) * (packed[second + at] as number);
      b += (block[first + at + 1] as number) * (packed[second + at + 1] as number);
      c += (block[first + at + 2] as number) * (packed[second + at + 2] as number);
      d += (block[first + at + 3] as number) * (packed[second + at + 3] as number);
    }
    return a + b + c + d;
  }
}
