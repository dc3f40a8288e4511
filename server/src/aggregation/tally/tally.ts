import type { Instrument } from '#shared/instrument/instrument.js';
import { type Tree, type TreeNode, treeOf } from '#shared/results/tree.js';
import { looksInconsistent, type RunTest, runTest } from './careless.js';
import { CompanyTally } from './company-tally.js';
import { countSignal, outcomeOf } from './count-signal.js';
import { GroupTally } from './group-tally.js';
import { INCONSISTENT, type PatternTable, PREVALENT, patternTable, writeDigits } from './pattern-table.js';
import { DIGIT_OF_CODE, DIGIT_OF_STEP_ZERO, hasIndex, type Scheme, type SignalPlan, schemeOf } from './scheme.js';

export interface TallyOptions {
  /** Every item id in the order in which people saw it; without it nothing is said of careless answers. */
  presented?: readonly string[] | undefined;
  /** The pulse form within a core form, kept beside it so that core and pulse rounds can be compared. */
  pulse?: Instrument | undefined;
  /** False: the products that the index's reliability needs are left out. */
  reliability?: boolean;
}

/**
 * One pass over the ballots: sums by group and for the company. Memory grows with groups x items, not with ballots.
 * A signal's answers are looked up as one pattern and only counted; the sums are made of the counts afterwards (`settle`).
 */
export class Tally {
  readonly scheme: Scheme;
  /** By position in the tree, the people labelled with that very node; undefined where there are none. Settled. */
  readonly groups: (GroupTally | undefined)[] = [];
  readonly company: CompanyTally;
  readonly pulse: Tally | undefined;
  readonly countsCareless: boolean;
  readonly #forReliability: boolean;
  readonly #table: PatternTable;
  readonly #hasLongRun: RunTest | undefined;
  readonly #pulseItems: Int32Array;
  readonly #digits: Int32Array;
  readonly #scores: Float64Array;
  readonly #nodes: TreeNode[] = [];
  readonly #positions = new Map<string, number>();
  #tree: Tree | undefined;
  #lastUnit: string | undefined;
  #lastGroup: GroupTally | undefined;

  constructor(instrument: Instrument, nodes: readonly TreeNode[], { presented, pulse, reliability = true }: TallyOptions = {}) {
    const scheme = schemeOf(instrument);
    const position = new Map(scheme.items.map((item, at) => [item.id, at]));
    this.scheme = scheme;
    this.company = new CompanyTally(scheme);
    this.pulse = pulse ? new Tally(pulse, [], { reliability: false }) : undefined;
    this.#forReliability = reliability;
    this.countsCareless = presented !== undefined;
    this.#table = patternTable(scheme);
    this.#hasLongRun = presented && runTest(scheme, presented);
    this.#pulseItems = Int32Array.from(this.pulse?.scheme.items ?? [], (item) => position.get(item.id) ?? 0);
    this.#digits = new Int32Array(scheme.items.length);
    this.#scores = new Float64Array(scheme.signals.length);
    for (const node of nodes) this.plant(node);
  }

  /** The tree as it stands. */
  get tree(): Tree {
    this.#tree ??= treeOf(this.#nodes);
    return this.#tree;
  }

  /** Adds a node below one that is there: for units that are met only while reading. */
  plant({ id, parent }: TreeNode): void {
    this.#positions.set(id, this.#nodes.length);
    this.#nodes.push({ id, parent });
    this.groups.push(undefined);
    this.#tree = undefined;
    this.pulse?.plant({ id, parent });
  }

  /** Whether ballots may be labelled so. */
  has(unit: string): boolean {
    return this.#positions.has(unit);
  }

  /** Counts one ballot: one answer code an item, in item order (shared `itemOrder`). Throws a RangeError for a unit that is not in the tree. */
  add(unit: string, codes: ArrayLike<number>): void {
    const digits = this.#digits;
    for (let i = 0; i < digits.length; i += 1) digits[i] = DIGIT_OF_CODE[codes[i] as number] as number;
    this.#count(unit, digits);
  }

  /** Counts one person: steps above the scale's minimum, or the negative steps for missing, in item order. For scales other than 1 to 5. */
  addSteps(unit: string, steps: ArrayLike<number>): void {
    const digits = this.#digits;
    for (let i = 0; i < digits.length; i += 1) digits[i] = (steps[i] as number) + DIGIT_OF_STEP_ZERO;
    this.#count(unit, digits);
  }

  /** Makes the sums of what has been counted so far. May be called at any time, and again. */
  settle(): void {
    const digits = new Int32Array(this.scheme.items.length);
    for (const group of this.groups) {
      if (!group?.patterns) continue;
      for (const [s, signal] of this.scheme.signals.entries()) {
        for (let pattern = 0; signal.firstPattern >= 0 && pattern < signal.patterns; pattern += 1) {
          const people = group.patterns[signal.firstPattern + pattern] as number;
          if (people === 0) continue;
          writeDigits(digits, signal, pattern);
          countSignal(this.scheme, group, this.company, digits, s, people);
        }
      }
      group.patterns = undefined;
    }
    this.#lastUnit = undefined;
    this.pulse?.settle();
  }

  #count(unit: string, digits: Int32Array): void {
    const group = unit === this.#lastUnit && this.#lastGroup ? this.#lastGroup : this.#groupOf(unit);
    const patterns = group.patterns as Uint32Array;
    const { scores: scoreOf, marks: marksOf } = this.#table;
    const { signals } = this.scheme;
    const scores = this.#scores;
    group.ballots += 1;
    let answered = 0;
    let sum = 0;
    let prevalent = 0;
    let inconsistent = 0;
    for (let s = 0; s < signals.length; s += 1) {
      const { first, last, radix, firstPattern } = signals[s] as SignalPlan;
      let score: number;
      let marks: number;
      if (firstPattern >= 0) {
        let pattern = 0;
        for (let i = first; i < last; i += 1) pattern = pattern * radix + (digits[i] as number);
        const at = firstPattern + pattern;
        (patterns[at] as number)++;
        score = scoreOf[at] as number;
        marks = marksOf[at] as number;
      } else {
        countSignal(this.scheme, group, this.company, digits, s, 1);
        const outcome = outcomeOf(this.scheme, digits, signals[s] as SignalPlan);
        score = outcome.score;
        marks = (outcome.prevalent ? PREVALENT : 0) | (outcome.inconsistent ? INCONSISTENT : 0);
      }
      scores[s] = score;
      inconsistent += marks >> 1;
      prevalent += marks & PREVALENT;
      if (score < 0) continue;
      answered += 1;
      sum += score;
    }
    this.#countIndex(group, digits, answered, sum, prevalent, inconsistent);
    if (this.pulse) this.#countPulse(this.pulse, unit, digits);
  }

  #countIndex(group: GroupTally, digits: Int32Array, answered: number, sum: number, prevalent: number, inconsistent: number): void {
    const scores = this.#scores;
    const indexed = hasIndex(answered, scores.length);
    if (answered < scores.length) {
      const apart = indexed ? group.indexOnly : group.signalOnly;
      for (let s = 0; s < scores.length; s += 1) if ((scores[s] as number) < 0 === indexed) (apart[s] as number)++;
    } else if (this.#forReliability) this.#countScoreProducts();
    if (!indexed) return;
    (group.indexed[answered] as number)++;
    (group.indexSum[answered] as number) += sum;
    (group.indexSquared[answered] as number) += sum * sum;
    if (prevalent >= 3) group.reach += 1;
    if (!this.#hasLongRun || !(looksInconsistent(inconsistent, scores.length) || this.#hasLongRun(digits))) return;
    (this.company.carelessIndexed[answered] as number)++;
    (this.company.carelessSum[answered] as number) += sum;
    (this.company.carelessSquared[answered] as number) += sum * sum;
  }

  #countScoreProducts(): void {
    const { scores: sums, scoreProducts } = this.company;
    const scores = this.#scores;
    this.company.complete += 1;
    let at = 0;
    for (let i = 0; i < scores.length; i += 1) {
      const score = scores[i] as number;
      (sums[i] as number) += score;
      for (let j = i; j < scores.length; j += 1) (scoreProducts[at++] as number) += score * (scores[j] as number);
    }
  }

  #countPulse(pulse: Tally, unit: string, digits: Int32Array): void {
    const items = this.#pulseItems;
    const own = pulse.#digits;
    for (let i = 0; i < items.length; i += 1) own[i] = digits[items[i] as number] as number;
    pulse.#count(unit, own);
  }

  #groupOf(unit: string): GroupTally {
    const at = this.#positions.get(unit);
    if (at === undefined) throw new RangeError(`a ballot of ${unit}, which is not in the tree`);
    const group = this.groups[at] ?? new GroupTally(this.scheme);
    group.patterns ??= new Uint32Array(this.scheme.patterns);
    this.groups[at] = group;
    this.#lastUnit = unit;
    this.#lastGroup = group;
    return group;
  }
}

/** Every group with all below it: by position in the tree. */
export function groupTotals(tally: Tally): GroupTally[] {
  tally.settle();
  const totals = tally.groups.map((own) => {
    const total = new GroupTally(tally.scheme);
    if (own) total.absorb(own);
    return total;
  });
  for (const node of tally.tree.deepestFirst) {
    const total = totals[node];
    if (total) totals[tally.tree.parent[node] ?? -1]?.absorb(total);
  }
  return totals;
}
