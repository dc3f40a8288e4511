import type { Instrument } from '#shared/instrument/instrument.js';
import { type Tree, type TreeNode, treeOf } from '#shared/results/tree.js';
import { looksInconsistent, RunTest } from './careless.js';
import { CompanyTally } from './company-tally.js';
import { countSignal, outcomeOf } from './count-signal.js';
import { GroupTally } from './group-tally.js';
import { COUNT_MASK, INCONSISTENT_SHIFT, isPart, PART_MASK, PART_SHIFT, type PatternTable, patternTable } from './pattern-table.js';
import { DIGIT_OF_STEP_ZERO, hasIndex, leastPrevalent, type Scheme, type SignalPlan, schemeOf } from './scheme.js';
import { partOf, Settlement } from './settle.js';

export interface TallyOptions {
  /** Every item id in the order in which people saw it; without it nothing is said of careless answers. */
  presented?: readonly string[] | undefined;
  /** The pulse form within a core form, kept beside it so that core and pulse rounds can be compared. */
  pulse?: Instrument | undefined;
}

/** What the ballot at hand comes to: signals with a score and the sum of the scores, signals that are prevalent and inconsistent; the same of the part. */
interface Person {
  answered: number;
  sum: number;
  prevalent: number;
  inconsistent: number;
  partAnswered: number;
  partSum: number;
}

/** From this many ballots on a group's patterns are settled as soon as a ballot of another group comes. */
const WORTH_SETTLING = 100;

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
  readonly #table: PatternTable;
  readonly #hasLongRun: RunTest | undefined;
  /** The person being counted: digits where answers are not codes, and places in the table. */
  readonly #digits: Int32Array;
  readonly #places: Int32Array;
  readonly #person: Person = { answered: 0, sum: 0, prevalent: 0, inconsistent: 0, partAnswered: 0, partSum: 0 };
  /** Whether all signals are counted by pattern. */
  readonly #byPattern: boolean;
  readonly #leastPrevalent: number;
  /** Where the items of each signal end; whether each has three. */
  readonly #bounds: Int32Array;
  readonly #inThrees: boolean;
  readonly #nodes: TreeNode[] = [];
  readonly #positions = new Map<string, number>();
  #tree: Tree | undefined;
  readonly #settlement: Settlement;
  /** Lists of patterns of groups that are settled: sealed answers come group by group, and one list does for all. */
  readonly #free: Int32Array[] = [];
  #lastUnit: string | undefined;
  #lastGroup: GroupTally | undefined;

  constructor(instrument: Instrument, nodes: readonly TreeNode[], { presented, pulse }: TallyOptions = {}) {
    const scheme = schemeOf(instrument);
    this.scheme = scheme;
    this.company = new CompanyTally(scheme);
    this.pulse = pulse ? new Tally(pulse, []) : undefined;
    if (this.pulse && !isPart(scheme, this.pulse.scheme)) throw new RangeError('the pulse form must ask one item of each signal');
    this.countsCareless = presented !== undefined;
    this.#table = patternTable(scheme, this.pulse?.scheme);
    this.#settlement = new Settlement(scheme, this.#table, this.pulse && partOf(scheme, this.pulse));
    this.#hasLongRun = presented && new RunTest(scheme, presented);
    this.#digits = new Int32Array(scheme.items.length);
    this.#places = new Int32Array(scheme.signals.length);
    this.#byPattern = scheme.signals.every(({ firstPattern }) => firstPattern >= 0);
    this.#leastPrevalent = leastPrevalent(scheme.units);
    this.#bounds = Int32Array.from(scheme.signals, ({ last }) => last);
    this.#inThrees = scheme.signals.every(({ items }) => items === 3);
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

  /**
   * Counts one ballot: one answer code an item, in item order (shared `itemOrder`). For scales from 1 to 5, a few items a signal.
   * Throws a RangeError for a unit that is not in the tree and for a code that its item does not offer.
   */
  add(unit: string, codes: ArrayLike<number>): void {
    const group = this.#groupOf(unit);
    if (this.#inThrees) this.#addThrees(this.#person, group.patterns as Int32Array, codes);
    else {
      this.#place(codes);
      this.#addPatterns(this.#person, group.patterns as Int32Array);
    }
    this.#count(group, codes, undefined);
  }

  #place(codes: ArrayLike<number>): void {
    const placeOf = this.#table.places;
    const items = this.scheme.items.length;
    let item = 0;
    for (const [s, end] of this.#bounds.entries()) {
      let place = 0;
      for (; item < end; item += 1) place += placeOf[items * (codes[item] as number) + item] as number;
      if (!(place >= 0)) throw this.#notOffered(s);
      this.#places[s] = place;
    }
  }

  #notOffered(s: number): RangeError {
    return new RangeError(`an answer to ${this.scheme.signals[s]?.id} that its items do not offer`);
  }

  /** Counts one person: steps above the scale's minimum, or the negative steps for missing, in item order. For any scale and number of items. */
  addSteps(unit: string, steps: ArrayLike<number>): void {
    const digits = this.#digits;
    for (let i = 0; i < digits.length; i += 1) digits[i] = (steps[i] as number) + DIGIT_OF_STEP_ZERO;
    for (let s = 0; s < this.#places.length; s += 1) {
      const { first, last, radix, firstPattern } = this.scheme.signals[s] as SignalPlan;
      let pattern = 0;
      for (let i = first; i < last; i += 1) pattern = pattern * radix + (digits[i] as number);
      this.#places[s] = firstPattern < 0 ? -1 : firstPattern + pattern;
    }
    const group = this.#groupOf(unit);
    if (this.#byPattern) this.#addPatterns(this.#person, group.patterns as Int32Array);
    else this.#addSignals(this.#person, group, digits);
    this.#count(group, undefined, digits);
  }

  /** Makes the sums of what has been counted so far. May be called at any time, and again. */
  settle(): void {
    for (const group of this.groups) if (group) this.#settleGroup(group);
    this.#settlement.pairs(this.company);
    this.company.complete.settle();
    this.#lastUnit = undefined;
  }

  #settleGroup(group: GroupTally): void {
    const { patterns } = group;
    if (!patterns) return;
    this.#settlement.group(group, patterns);
    this.#free.push(patterns);
    group.patterns = undefined;
    group.unsettled = 0;
  }

  /** Counts the person who has been added up. */
  #count(group: GroupTally, codes: ArrayLike<number> | undefined, digits: Int32Array | undefined): void {
    const person = this.#person;
    group.ballots += 1;
    group.unsettled += 1;
    if (this.#countIndex(group, person)) this.#countCareless(codes, digits, person);
    if (group.part) this.#countPart(group.part, person);
  }

  /** Adds up the person whose places stand ready. This is what is done for each ballot: no branch, and three sums to an addition. */
  #addPatterns(person: Person, patterns: Int32Array): void {
    const { outcomes } = this.#table;
    const places = this.#places;
    const belowPrevalent = this.#leastPrevalent - 1;
    const { block, next } = this.company.complete;
    let sum = 0;
    let unanswered = 0;
    let prevalent = 0;
    let added = 0;
    for (let s = 0; s < places.length; s += 1) {
      const place = places[s] as number;
      const score = outcomes[2 * place] as number;
      patterns[place] = (patterns[place] as number) + 1;
      block[next + s] = score;
      sum += score;
      unanswered += score >>> 31; // the sign: 1 where it is negative
      prevalent += (belowPrevalent - score) >>> 31;
      added = (added + (outcomes[2 * place + 1] as number)) | 0;
    }
    this.#sumUp(person, sum, unanswered, prevalent, added);
  }

  /** The same of three answers to every signal, as the core form asks them, looked up on the way: written out, for it is an eighth of the work on a ballot. */
  #addThrees(person: Person, patterns: Int32Array, codes: ArrayLike<number>): void {
    const { outcomes, places: placeOf } = this.#table;
    const places = this.#places;
    const items = 3 * places.length;
    const belowPrevalent = this.#leastPrevalent - 1;
    const { block, next } = this.company.complete;
    let sum = 0;
    let unanswered = 0;
    let prevalent = 0;
    let added = 0;
    for (let s = 0, item = 0; s < places.length; s += 1, item += 3) {
      const place =
        (placeOf[items * (codes[item] as number) + item] as number) +
        (placeOf[items * (codes[item + 1] as number) + item + 1] as number) +
        (placeOf[items * (codes[item + 2] as number) + item + 2] as number);
      if (!(place >= 0)) throw this.#takenBack(patterns, s);
      places[s] = place;
      const score = outcomes[2 * place] as number;
      patterns[place] = (patterns[place] as number) + 1;
      block[next + s] = score;
      sum += score;
      unanswered += score >>> 31;
      prevalent += (belowPrevalent - score) >>> 31;
      added = (added + (outcomes[2 * place + 1] as number)) | 0;
    }
    this.#sumUp(person, sum, unanswered, prevalent, added);
  }

  #sumUp(person: Person, sum: number, unanswered: number, prevalent: number, added: number): void {
    person.answered = this.#places.length - unanswered;
    person.sum = sum + unanswered; // a signal without a score has added -1
    person.prevalent = prevalent;
    person.inconsistent = added >>> INCONSISTENT_SHIFT;
    person.partAnswered = (added >>> PART_SHIFT) & COUNT_MASK;
    person.partSum = added & PART_MASK;
  }

  /** Leaves nothing of a person whose answers to signal `s` are none. */
  #takenBack(patterns: Int32Array, s: number): RangeError {
    for (const place of this.#places.subarray(0, s)) (patterns[place] as number) -= 1;
    return this.#notOffered(s);
  }

  /** The same where some signals have too many patterns to count them one by one. Such a form has no part. */
  #addSignals(person: Person, group: GroupTally, digits: Int32Array): void {
    const { block, next } = this.company.complete;
    [person.answered, person.sum, person.prevalent, person.inconsistent] = [0, 0, 0, 0];
    for (const [s, signal] of this.scheme.signals.entries()) {
      const { score, prevalent, inconsistent } = outcomeOf(this.scheme, digits, signal);
      const place = this.#places[s] as number;
      if (place < 0) countSignal(this.scheme, group, this.company, digits, s, 1);
      else (group.patterns as Int32Array)[place] = ((group.patterns as Int32Array)[place] as number) + 1;
      block[next + s] = score;
      if (score >= 0) person.sum += score;
      if (score >= 0) person.answered += 1;
      if (prevalent) person.prevalent += 1;
      if (inconsistent) person.inconsistent += 1;
    }
  }

  /** Counts the index of the person whose scores stand ready; whether there is one. */
  #countIndex(group: GroupTally, { answered, sum, prevalent }: Person): boolean {
    const { complete } = this.company;
    const indexed = hasIndex(answered, this.#places.length);
    if (answered === this.#places.length) complete.take();
    else this.#countApart(group, indexed);
    if (indexed) addIndex(group, answered, sum);
    if (indexed && prevalent >= 3) group.reach += 1;
    return indexed;
  }

  #countCareless(codes: ArrayLike<number> | undefined, digits: Int32Array | undefined, { answered, sum, inconsistent }: Person): void {
    if (!this.#hasLongRun) return;
    const hasRun = codes ? this.#hasLongRun.codes(codes) : this.#hasLongRun.digits(digits as Int32Array);
    if (!hasRun && !looksInconsistent(inconsistent, this.#places.length)) return;
    (this.company.carelessIndexed[answered] as number)++;
    (this.company.carelessSum[answered] as number) += sum;
    (this.company.carelessSquared[answered] as number) += sum * sum;
  }

  /** Counts the same person in the part of the form. Its sums of signals are settled with those of the whole. */
  #countPart(group: GroupTally, { partAnswered, partSum }: Person): void {
    const indexed = hasIndex(partAnswered, this.#places.length);
    group.ballots += 1;
    if (partAnswered < this.#places.length) this.#countApartInPart(group, indexed);
    if (indexed) addIndex(group, partAnswered, partSum);
  }

  /** Counts for whom index and signal scores do not go together. */
  #countApart(group: GroupTally, indexed: boolean): void {
    const { block, next } = this.company.complete;
    const apart = indexed ? group.indexOnly : group.signalOnly;
    for (let s = 0; s < apart.length; s += 1) if ((block[next + s] as number) >= 0 !== indexed) (apart[s] as number)++;
  }

  #countApartInPart(group: GroupTally, indexed: boolean): void {
    const { outcomes } = this.#table;
    const apart = indexed ? group.indexOnly : group.signalOnly;
    for (let s = 0; s < apart.length; s += 1) {
      const scored = (((outcomes[2 * (this.#places[s] as number) + 1] as number) >>> PART_SHIFT) & COUNT_MASK) > 0;
      if (scored !== indexed) (apart[s] as number)++;
    }
  }

  #groupOf(unit: string): GroupTally {
    return unit === this.#lastUnit && this.#lastGroup ? this.#lastGroup : this.#changeTo(unit);
  }

  #changeTo(unit: string): GroupTally {
    const at = this.#positions.get(unit);
    if (at === undefined) throw new RangeError(`a ballot of ${unit}, which is not in the tree`);
    if (this.#lastGroup && this.#lastGroup.unsettled >= WORTH_SETTLING) this.#settleGroup(this.#lastGroup);
    const group = this.groups[at] ?? new GroupTally(this.scheme);
    group.patterns ??= this.#free.pop() ?? new Int32Array(this.scheme.patterns);
    if (this.pulse) group.part ??= this.pulse.#groupOf(unit);
    this.groups[at] = group;
    this.#lastUnit = unit;
    this.#lastGroup = group;
    return group;
  }
}

function addIndex(group: GroupTally, answered: number, sum: number): void {
  (group.indexed[answered] as number)++;
  (group.indexSum[answered] as number) += sum;
  (group.indexSquared[answered] as number) += sum * sum;
}

/** Every group with all below it, by position in the tree. Where nothing is below, the group itself. */
export function groupTotals(tally: Tally): GroupTally[] {
  tally.settle();
  const { children, deepestFirst, parent } = tally.tree;
  const totals: GroupTally[] = []; // grown, as in `treeOf`
  for (const [node, own] of tally.groups.entries()) {
    const isTotal = own !== undefined && children[node]?.length === 0;
    const total = isTotal ? own : new GroupTally(tally.scheme);
    if (own && !isTotal) total.absorb(own);
    totals.push(total);
  }
  for (const node of deepestFirst) {
    const total = totals[node];
    if (total) totals[parent[node] ?? -1]?.absorb(total);
  }
  return totals;
}
