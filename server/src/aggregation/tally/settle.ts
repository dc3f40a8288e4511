import type { CompanyTally } from './company-tally.js';
import { countPairs, countSignal } from './count-signal.js';
import type { GroupTally } from './group-tally.js';
import { type PatternTable, stepOfDigit, writeDigits } from './pattern-table.js';
import { leastPrevalent, type Scheme, type SignalPlan } from './scheme.js';

/** The one-item-a-signal part of a form that is counted with it. */
export interface Part {
  readonly scheme: Scheme;
  readonly company: CompanyTally;
  /** Where the whole form has the part's items. */
  readonly items: readonly number[];
}

/** The part of `whole` that `part` asks. */
export function partOf(whole: Scheme, part: { scheme: Scheme; company: CompanyTally }): Part {
  const items = part.scheme.items.map(({ id }) => whole.items.findIndex((item) => item.id === id));
  return { scheme: part.scheme, company: part.company, items };
}

/** Makes the sums of counted patterns: of one group at a time, and with `pairs` those of the company over all groups settled before. */
export class Settlement {
  readonly #scheme: Scheme;
  readonly #table: PatternTable;
  readonly #part: Part | undefined;
  /** People of all groups by pattern; of the group at hand by item and digit, and by outcome of a signal. */
  readonly #everybody: Float64Array;
  readonly #byDigit: Int32Array;
  readonly #byOutcome: Int32Array;

  constructor(scheme: Scheme, table: PatternTable, part: Part | undefined) {
    this.#scheme = scheme;
    this.#table = table;
    this.#part = part;
    this.#everybody = new Float64Array(scheme.patterns);
    this.#byDigit = new Int32Array(table.starts.at(-1) ?? 0);
    this.#byOutcome = new Int32Array(table.kinds.length);
  }

  /** Moves the group's counted patterns into its sums, and the part's. The list of patterns is left empty. */
  group(group: GroupTally, patterns: Int32Array): void {
    const { signals, items } = this.#scheme;
    for (let s = 0; s < signals.length; s += 1) this.#collect(group, patterns, s, signals[s] as SignalPlan);
    for (let i = 0; i < items.length; i += 1) this.#addAnswers(group, i);
    const { kinds } = this.#table;
    for (let at = 0; at < kinds.length; at += 1) {
      const people = this.#byOutcome[at] as number;
      if (people > 0) addScored(group, this.#scheme, this.#table, kinds[at] as PatternTable['kinds'][number], people);
    }
    if (this.#part && group.part) this.#addPart(this.#part, group.part);
    this.#byDigit.fill(0);
    this.#byOutcome.fill(0);
  }

  #collect(group: GroupTally, patterns: Int32Array, s: number, { firstPattern, patterns: count, items }: SignalPlan): void {
    if (firstPattern < 0) return;
    const { cells, width, kindOf, answered } = this.#table;
    const [everybody, byDigit, byOutcome] = [this.#everybody, this.#byDigit, this.#byOutcome];
    for (let at = firstPattern; at < firstPattern + count; at += 1) {
      const people = patterns[at] as number;
      if (people === 0) continue;
      patterns[at] = 0;
      (everybody[at] as number) += people;
      (byOutcome[kindOf[at] as number] as number) += people;
      for (let cell = width * at; cell < width * at + items; cell += 1) (byDigit[cells[cell] as number] as number) += people;
      if ((answered[at] as number) < items) this.#addIncomplete(group, s, at, people);
    }
  }

  /** What is subtracted where only people complete on a signal count. */
  #addIncomplete(group: GroupTally, s: number, at: number, people: number): void {
    const { cells, starts, width } = this.#table;
    const { first, last } = this.#scheme.signals[s] as SignalPlan;
    (group.incomplete[s] as number) += people;
    for (let i = first; i < last; i += 1) {
      const step = stepOfDigit((cells[width * at + i - first] as number) - (starts[i] as number));
      if (step < 0) continue;
      (group.incompleteSteps[i] as number) += people * step;
      (group.incompleteSquared[i] as number) += people * step * step;
    }
  }

  #addAnswers(group: GroupTally, i: number): void {
    const { slot, slots } = this.#scheme.items[i] as Scheme['items'][number];
    const start = this.#table.starts[i] as number;
    for (let digit = 0; start + digit < (this.#table.starts[i + 1] as number); digit += 1) {
      const people = this.#byDigit[start + digit] as number;
      const step = stepOfDigit(digit);
      if (people === 0) continue;
      if (step < 0) {
        (group.missing[3 * i - 1 - step] as number) += people;
        continue;
      }
      (group.options[slot + (slots === 1 ? 0 : step)] as number) += people;
      (group.steps[i] as number) += people * step;
      (group.stepsSquared[i] as number) += people * step * step;
    }
  }

  #addPart({ scheme, company, items }: Part, group: GroupTally): void {
    const { starts } = this.#table;
    const digits = new Int32Array(items.length);
    for (const [s, item] of items.entries()) {
      const start = starts[item] as number;
      for (let digit = 0; start + digit < (starts[item + 1] as number); digit += 1) {
        const people = this.#byDigit[start + digit] as number;
        digits[s] = digit;
        if (people > 0) countSignal(scheme, group, company, digits, s, people);
      }
    }
  }

  /** Adds the products of items, over all groups settled since the last time, to the company's. */
  pairs(company: CompanyTally): void {
    const digits = new Int32Array(this.#scheme.items.length);
    for (const signal of this.#scheme.signals) {
      for (let pattern = 0; signal.firstPattern >= 0 && pattern < signal.patterns; pattern += 1) {
        const at = signal.firstPattern + pattern;
        const people = this.#everybody[at] as number;
        if (people === 0 || (this.#table.answered[at] as number) < signal.items) continue;
        writeDigits(digits, signal, pattern);
        countPairs(company.pairs, digits, signal, people);
      }
    }
    this.#everybody.fill(0);
  }
}

/** `pattern`: one that has this outcome. */
function addScored(
  group: GroupTally,
  scheme: Scheme,
  table: PatternTable,
  { signal, pattern }: PatternTable['kinds'][number],
  people: number,
): void {
  const score = table.outcomes[2 * pattern] as number;
  if (score < 0) return;
  const k = (scheme.signals[signal]?.byAnswered ?? 0) + (table.answered[pattern] as number);
  const keyed = table.keyed[pattern] as number;
  (group.scored[k] as number) += people;
  (group.keyed[k] as number) += people * keyed;
  (group.keyedSquared[k] as number) += people * keyed * keyed;
  if (score >= leastPrevalent(scheme.units)) (group.prevalent[signal] as number) += people;
}
