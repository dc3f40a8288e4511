import type { Instrument } from '#shared/instrument/instrument.js';
import { type Tree, type TreeNode, treeOf } from '#shared/results/tree.js';
import { type CarelessTest, carelessTest } from './careless.js';
import { CompanyTally } from './company-tally.js';
import { GroupTally } from './group-tally.js';
import { fewestAnswered, hasIndex, isPrevalent, type Scheme, STEP_OF_CODE, schemeOf } from './scheme.js';

export interface TallyOptions {
  /** Every item id in the order in which people saw it; without it nothing is said of careless answers. */
  presented?: readonly string[] | undefined;
  /** The pulse form within a core form, kept beside it so that core and pulse rounds can be compared. */
  pulse?: Instrument | undefined;
}

/** One pass over the ballots: sums by group and for the company. Memory grows with groups x items, not with ballots. */
export class Tally {
  readonly scheme: Scheme;
  readonly tree: Tree;
  /** By position in the tree, the people labelled with that very node; undefined where there are none. */
  readonly groups: (GroupTally | undefined)[];
  readonly company: CompanyTally;
  readonly pulse: Tally | undefined;
  readonly countsCareless: boolean;
  readonly #careless: CarelessTest | undefined;
  readonly #pulseItems: Int32Array;
  readonly #steps: Int32Array;
  readonly #reversed: Uint8Array;
  readonly #slot: Int32Array;
  readonly #wide: Uint8Array;
  readonly #scores: Float64Array;
  readonly #prevalence: Uint8Array;

  constructor(instrument: Instrument, nodes: readonly TreeNode[], { presented, pulse }: TallyOptions = {}) {
    const scheme = schemeOf(instrument);
    const position = new Map(scheme.items.map((item, at) => [item.id, at]));
    this.scheme = scheme;
    this.tree = treeOf(nodes);
    this.groups = this.tree.ids.map(() => undefined);
    this.company = new CompanyTally(scheme);
    this.pulse = pulse ? new Tally(pulse, nodes) : undefined;
    this.countsCareless = presented !== undefined;
    this.#careless = presented && carelessTest(scheme, presented);
    this.#pulseItems = Int32Array.from(this.pulse?.scheme.items ?? [], (item) => position.get(item.id) ?? 0);
    this.#steps = new Int32Array(scheme.items.length);
    this.#reversed = Uint8Array.from(scheme.items, (item) => (item.reversed ? 1 : 0));
    this.#slot = Int32Array.from(scheme.items, (item) => item.slot);
    this.#wide = Uint8Array.from(scheme.items, (item) => (item.slots === 1 ? 1 : 0));
    this.#scores = new Float64Array(scheme.signals.length);
    this.#prevalence = new Uint8Array(scheme.signals.length);
  }

  /** Counts one ballot: one answer code an item, in item order (shared `itemOrder`). Throws a RangeError for a unit that is not in the tree. */
  add(unit: string, codes: ArrayLike<number>): void {
    const steps = this.#steps;
    for (let i = 0; i < steps.length; i += 1) steps[i] = STEP_OF_CODE[codes[i] as number] as number;
    this.#count(unit, steps);
  }

  /** Counts one person: steps above the scale's minimum, or the negative steps for missing, in item order. For scales other than 1 to 5. */
  addSteps(unit: string, given: ArrayLike<number>): void {
    const steps = this.#steps;
    for (let i = 0; i < steps.length; i += 1) steps[i] = given[i] as number;
    this.#count(unit, steps);
  }

  #count(unit: string, steps: Int32Array): void {
    const group = this.#groupOf(unit);
    group.ballots += 1;
    const { signals } = this.scheme;
    let answered = 0;
    let sum = 0;
    let prevalent = 0;
    for (let s = 0; s < signals.length; s += 1) {
      const score = this.#countSignal(group, steps, s);
      this.#scores[s] = score;
      if (score < 0) continue;
      answered += 1;
      sum += score;
      prevalent += this.#prevalence[s] as number;
    }
    this.#countIndex(group, steps, answered, sum, prevalent);
    if (this.pulse) this.#countPulse(this.pulse, unit, steps);
  }

  /** Counts one signal of one person; the score in score units, or -1 for none. */
  #countSignal(group: GroupTally, steps: Int32Array, s: number): number {
    const signal = this.scheme.signals[s] as Scheme['signals'][number];
    const { first, last, range } = signal;
    const { options, missing, steps: sums, stepsSquared } = group;
    let k = 0;
    let keyed = 0;
    for (let i = first; i < last; i += 1) {
      const step = steps[i] as number;
      if (step < 0) {
        (missing[3 * i - 1 - step] as number)++;
        continue;
      }
      k += 1;
      keyed += this.#reversed[i] === 1 ? range - step : step;
      (options[(this.#slot[i] as number) + (this.#wide[i] === 1 ? 0 : step)] as number)++;
      (sums[i] as number) += step;
      (stepsSquared[i] as number) += step * step;
    }
    if (k === signal.items) this.#countPairs(steps, first, last, signal.firstPair);
    else countIncomplete(group, steps, s, first, last);
    if (k < fewestAnswered(signal.items)) return -1;
    const at = signal.byAnswered + k;
    (group.scored[at] as number)++;
    (group.keyed[at] as number) += keyed;
    (group.keyedSquared[at] as number) += keyed * keyed;
    const seen = isPrevalent(keyed, k, range) ? 1 : 0;
    (group.prevalent[s] as number) += seen;
    this.#prevalence[s] = seen;
    return (keyed * this.scheme.units) / (k * range);
  }

  #countPairs(steps: Int32Array, first: number, last: number, firstPair: number): void {
    const { pairs } = this.company;
    let pair = firstPair;
    for (let i = first; i < last; i += 1) {
      const step = steps[i] as number;
      for (let j = i + 1; j < last; j += 1) (pairs[pair++] as number) += step * (steps[j] as number);
    }
  }

  #countIndex(group: GroupTally, steps: Int32Array, answered: number, sum: number, prevalent: number): void {
    const scores = this.#scores;
    const indexed = hasIndex(answered, scores.length);
    if (answered < scores.length || !indexed) {
      const apart = indexed ? group.indexOnly : group.signalOnly;
      for (let s = 0; s < scores.length; s += 1) if ((scores[s] as number) < 0 === indexed) (apart[s] as number)++;
    } else {
      this.#countScoreProducts();
    }
    if (!indexed) return;
    (group.indexed[answered] as number)++;
    (group.indexSum[answered] as number) += sum;
    (group.indexSquared[answered] as number) += sum * sum;
    if (prevalent >= 3) group.reach += 1;
    if (!this.#careless?.(steps)) return;
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

  #countPulse(pulse: Tally, unit: string, steps: Int32Array): void {
    const items = this.#pulseItems;
    const own = pulse.#steps;
    for (let i = 0; i < items.length; i += 1) own[i] = steps[items[i] as number] as number;
    pulse.#count(unit, own);
  }

  #groupOf(unit: string): GroupTally {
    const at = this.tree.at.get(unit);
    if (at === undefined) throw new RangeError(`a ballot of ${unit}, which is not in the tree`);
    let group = this.groups[at];
    if (!group) {
      group = new GroupTally(this.scheme);
      this.groups[at] = group;
    }
    return group;
  }
}

function countIncomplete(group: GroupTally, steps: Int32Array, s: number, first: number, last: number): void {
  (group.incomplete[s] as number)++;
  for (let i = first; i < last; i += 1) {
    const step = steps[i] as number;
    if (step < 0) continue;
    (group.incompleteSteps[i] as number) += step;
    (group.incompleteSquared[i] as number) += step * step;
  }
}

/** Every group with all below it: by position in the tree. */
export function groupTotals(tally: Tally): GroupTally[] {
  const totals = tally.tree.ids.map((_, at) => {
    const total = new GroupTally(tally.scheme);
    const own = tally.groups[at];
    if (own) total.absorb(own);
    return total;
  });
  for (const node of tally.tree.deepestFirst) {
    const total = totals[node];
    if (total) totals[tally.tree.parent[node] ?? -1]?.absorb(total);
  }
  return totals;
}
