/** Scores that share a double, and the width of each one's lane: whole numbers up to 2 ** 53 are exact. */
const LANES = 3;
const LANE = 2 ** 17;

/** People whose scores are collected before they are multiplied; an even number. */
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
  /** Where the next person's scores are to be written, from `next` on, before `take`. */
  readonly block: Float64Array;
  next = 0;
  readonly #lanes: number;
  /** The block's scores packed, so many signals to a group, group by group; the last group is empty. By group the sums of one row's products. */
  readonly #packed: Float64Array;
  readonly #sums: Float64Array;

  /** `largest`: the highest score where all are whole numbers; undefined otherwise. */
  constructor(signals: number, largest: number | undefined) {
    this.#lanes = largest !== undefined && BLOCK * Math.max(1, largest) ** 2 < LANE ? LANES : 1;
    const groups = Math.ceil(signals / this.#lanes);
    this.scores = new Float64Array(signals);
    this.products = new Float64Array((signals * (signals + 1)) / 2);
    this.block = new Float64Array(BLOCK * signals);
    this.#packed = new Float64Array(BLOCK * (groups + 1));
    this.#sums = new Float64Array(groups + 1);
  }

  /** Counts the person whose scores were written. */
  take(): void {
    this.next += this.scores.length;
    if (this.next === this.block.length) this.settle();
  }

  /** Brings `scores` and `products` up to the last person. */
  settle(): void {
    const size = this.scores.length;
    const people = this.next / size;
    this.next = 0;
    if (people === 0) return;
    this.people += people;
    this.#pack(people);
    for (let i = 0, row = 0; i < size; row += size - i, i += 1) {
      const own = Math.floor(i / this.#lanes);
      this.#multiply(i, own);
      for (let group = own; group * this.#lanes < size; group += 1) {
        const first = group * this.#lanes;
        this.#unpack(this.#sums[group] as number, first, this.products, row + first - i, i);
      }
    }
  }

  /** Also adds up the scores: their sums fit the lanes where those of their products do. */
  #pack(people: number): void {
    const [block, packed, lanes, size] = [this.block, this.#packed, this.#lanes, this.scores.length];
    for (let group = 0, first = 0; first < size; group += 1, first += lanes) {
      const [start, end] = [BLOCK * group, BLOCK * group + people];
      const full = lanes === LANES && first + LANES <= size;
      let sum = 0;
      for (let at = start, from = first; at < end; at += 1, from += size) {
        let together = block[from] as number;
        if (full) together += LANE * ((block[from + 1] as number) + LANE * (block[from + 2] as number));
        else if (lanes > 1 && first + 1 < size) together += LANE * (block[from + 1] as number);
        packed[at] = together;
        sum += together;
      }
      packed.fill(0, end, start + BLOCK);
      this.#unpack(sum, first, this.scores, first);
    }
  }

  /** The sums over the block of the products of signal i with each group from `own` on: two groups and two people at once. */
  #multiply(i: number, own: number): void {
    const [block, packed, size] = [this.block, this.#packed, this.scores.length];
    for (let group = own; group + 1 < this.#sums.length; group += 2) {
      let [a, b, c, d] = [0, 0, 0, 0];
      for (let at = BLOCK * group, from = i; at < BLOCK * (group + 1); at += 2, from += 2 * size) {
        const first = block[from] as number;
        const second = block[from + size] as number;
        a += first * (packed[at] as number);
        b += second * (packed[at + 1] as number);
        c += first * (packed[at + BLOCK] as number);
        d += second * (packed[at + BLOCK + 1] as number);
      }
      this.#sums[group] = a + b;
      this.#sums[group + 1] = c + d;
    }
  }

  /** Adds the lanes of `sum`, those of the signals `first` and on, to `list` from `at` on; signals before `from` are left out. */
  #unpack(sum: number, first: number, list: Float64Array, at: number, from = first): void {
    let left = sum;
    for (let j = first; j < Math.min(first + this.#lanes, this.scores.length); j += 1) {
      const above = this.#lanes === 1 ? 0 : Math.floor(left / LANE);
      if (j >= from) (list[at + j - first] as number) += left - above * LANE;
      left = above;
    }
  }
}
