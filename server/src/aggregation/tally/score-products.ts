/** Scores that share a double, and the width of each one's lane: whole numbers up to 2 ** 53 are exact. */
const LANES = 3;
const LANE = 2 ** 17;

/** People whose scores are collected before they are multiplied. */
const BLOCK = 64;
/** Rows of products that are made at once, from the same packed scores. */
const ROWS = 3;

/**
 * Sums of the scores of people who have one in every signal, and of their products pair by pair, over a block of people at a time. Scores
 * that are small whole numbers stand three to a double, so that one multiplication makes three products; a block's sums fit their lanes. Exact.
 */
export class ScoreProducts {
  people = 0;
  /** As of the last `settle`: the sums of the scores, and those of the products i <= j, row by row. */
  readonly scores: Float64Array;
  readonly products: Float64Array;
  /** Where the next person's scores are to be written, from `next` on, before `take`. A little longer than the block, for rows that are none. */
  readonly block: Float64Array;
  next = 0;
  readonly #lanes: number;
  readonly #groups: number;
  /** The block's scores packed, so many signals to a group, group by group; the last group is empty. By row and group the sums of products. */
  readonly #packed: Float64Array;
  readonly #sums: Float64Array;

  /** `largest`: the highest score where all are whole numbers; undefined otherwise. */
  constructor(signals: number, largest: number | undefined) {
    this.#lanes = largest !== undefined && BLOCK * Math.max(1, largest) ** 2 < LANE ? LANES : 1;
    const groups = Math.ceil(signals / this.#lanes);
    this.scores = new Float64Array(signals);
    this.products = new Float64Array((signals * (signals + 1)) / 2);
    this.block = new Float64Array(BLOCK * signals + ROWS);
    this.#packed = new Float64Array(BLOCK * (groups + 1));
    this.#groups = groups;
    this.#sums = new Float64Array(ROWS * (groups + 1));
  }

  /** Counts the person whose scores were written. */
  take(): void {
    this.next += this.scores.length;
    if (this.next === BLOCK * this.scores.length) this.settle();
  }

  /** Brings `scores` and `products` up to the last person. */
  settle(): void {
    const size = this.scores.length;
    const people = this.next / size;
    this.next = 0;
    if (people === 0) return;
    this.people += people;
    this.#pack(people);
    for (let first = 0, row = 0; first < size; first += ROWS) {
      this.#multiply(first, Math.floor(first / this.#lanes), people);
      for (let i = first; i < Math.min(first + ROWS, size); row += size - i, i += 1) this.#addRow(i, row, i - first);
    }
  }

  /** Adds the sums of row i, `at` among those made at once, to the products, whose row i begins at `row`. */
  #addRow(i: number, row: number, at: number): void {
    for (let group = Math.floor(i / this.#lanes); group < this.#groups; group += 1) {
      const first = group * this.#lanes;
      this.#unpack(this.#sums[ROWS * group + at] as number, first, this.products, row + first - i, i);
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
      this.#unpack(sum, first, this.scores, first);
    }
  }

  /** The sums over the block of the products of three signals, i and on, with each group from `own` on: two groups at once. */
  #multiply(i: number, own: number, people: number): void {
    const block = this.block;
    const packed = this.#packed;
    const sums = this.#sums;
    const size = this.scores.length;
    for (let group = own; group < this.#groups; group += 2) {
      let a = 0;
      let b = 0;
      let c = 0;
      let d = 0;
      let e = 0;
      let f = 0;
      for (let at = BLOCK * group, from = i; at < BLOCK * group + people; at += 1, from += size) {
        const first = block[from] as number;
        const second = block[from + 1] as number;
        const third = block[from + 2] as number;
        const left = packed[at] as number;
        const right = packed[at + BLOCK] as number;
        a += first * left;
        b += second * left;
        c += third * left;
        d += first * right;
        e += second * right;
        f += third * right;
      }
      const to = ROWS * group;
      sums[to] = a;
      sums[to + 1] = b;
      sums[to + 2] = c;
      sums[to + 3] = d;
      sums[to + 4] = e;
      sums[to + 5] = f;
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
