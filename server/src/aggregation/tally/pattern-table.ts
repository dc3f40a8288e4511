import { outcomeOf } from './count-signal.js';
import { CODES, DIGIT_OF_STEP_ZERO, offers, type Scheme, type SignalPlan, stepOfCode } from './scheme.js';

/** What a pattern adds to a person shares one number, so that one addition a signal adds up all three: the part's score, above it 1 where there is one, above that 1 where the answers are inconsistent. */
export const PART_SHIFT = 16;
export const PART_MASK = 0xffff;
export const INCONSISTENT_SHIFT = 24;
export const COUNT_MASK = 0xff;

/** So low that no other answers to the signal bring it back to a place. */
export const NO_PLACE = -(2 ** 24);

/** Every pattern of every signal that is counted by pattern, worked out once: a ballot then costs one look-up a signal. */
export interface PatternTable {
  /** By answer code * items + item, what the answer adds to its signal's place in the other lists; `NO_PLACE` where the item does not offer it. */
  readonly places: Int32Array;
  /** Two numbers a pattern, side by side: they are read for every answer. The score in score units, -1 for none; and what is added to the person. */
  readonly outcomes: Int32Array;
  /** Answered items, and the sum of their keyed steps. */
  readonly answered: Uint8Array;
  readonly keyed: Int32Array;
  /** Where each item's counts by digit begin in a list of them all, and at the end its length. Items of signals that are not counted by pattern take no room. */
  readonly starts: Int32Array;
  /** The places in that list that a pattern adds to, an item each, `width` to a pattern. */
  readonly cells: Whole;
  readonly width: number;
  /** Patterns of a signal with as many answers and the same sum come to the same: one of each kind, and each pattern's kind. */
  readonly kinds: { readonly signal: number; readonly pattern: number }[];
  readonly kindOf: Whole;
}

/** Whole numbers from 0, no wider than they must be: the core form's are read for every pattern of every unit. */
type Whole = Uint16Array | Uint32Array;

/** A list of so many whole numbers, each below `limit`. */
function wholes(length: number, limit: number): Whole {
  return limit <= 2 ** 16 ? new Uint16Array(length) : new Uint32Array(length);
}

const made = new WeakMap<Scheme, Map<Scheme | undefined, PatternTable>>();

/** The table of a scheme, and of `part` where it is a part of it (`isPart`). Made once: the instruments of a running server are few. */
export function patternTable(scheme: Scheme, part?: Scheme): PatternTable {
  const tables = made.get(scheme) ?? new Map<Scheme | undefined, PatternTable>();
  const table = tables.get(part) ?? makeTable(scheme, part);
  made.set(scheme, tables.set(part, table));
  return table;
}

function makeTable(scheme: Scheme, part: Scheme | undefined): PatternTable {
  const width = Math.max(0, ...scheme.signals.map(({ items, firstPattern }) => (firstPattern < 0 ? 0 : items)));
  const starts = startsOf(scheme);
  const table: PatternTable = {
    places: new Int32Array(CODES * scheme.items.length).fill(NO_PLACE),
    outcomes: new Int32Array(2 * scheme.patterns),
    answered: new Uint8Array(scheme.patterns),
    keyed: new Int32Array(scheme.patterns),
    starts,
    cells: wholes(width * scheme.patterns, starts.at(-1) ?? 0),
    width,
    kinds: [],
    kindOf: wholes(scheme.patterns, scheme.patterns),
  };
  const digits = new Int32Array(scheme.items.length);
  for (const [s, signal] of scheme.signals.entries()) {
    if (signal.firstPattern < 0) continue;
    const kinds = new Map<number, number>();
    for (let pattern = 0; pattern < signal.patterns; pattern += 1) {
      const at = signal.firstPattern + pattern;
      writeDigits(digits, signal, pattern);
      enter(table, scheme, digits, signal, at);
      enterKind(table, kinds, s, at);
      if (part) (table.outcomes[2 * at + 1] as number) += partOutcome(scheme, part, digits, signal);
      for (let i = signal.first; i < signal.last; i += 1)
        table.cells[width * at + i - signal.first] = (table.starts[i] as number) + (digits[i] as number);
    }
    for (let i = signal.first; i < signal.last; i += 1) enterPlaces(table.places, scheme, signal, i);
  }
  return table;
}

function enterKind({ answered, keyed, kinds, kindOf }: PatternTable, known: Map<number, number>, signal: number, pattern: number): void {
  const key = (keyed[pattern] as number) * CODES + (answered[pattern] as number);
  const kind = known.get(key) ?? kinds.push({ signal, pattern }) - 1;
  known.set(key, kind);
  kindOf[pattern] = kind;
}

function startsOf({ items, signals }: Scheme): Int32Array {
  const starts = new Int32Array(items.length + 1);
  for (const [i, { signal }] of items.entries()) {
    const { radix, firstPattern } = signals[signal] as SignalPlan;
    starts[i + 1] = (starts[i] as number) + (firstPattern < 0 ? 0 : radix);
  }
  return starts;
}

function enterPlaces(places: Int32Array, scheme: Scheme, signal: SignalPlan, i: number): void {
  const item = scheme.items[i] as Scheme['items'][number];
  const weight = signal.radix ** (signal.last - 1 - i);
  const from = i === signal.first ? signal.firstPattern : 0;
  for (let code = 0; code < CODES; code += 1) {
    const step = stepOfCode(code);
    const offered = step !== undefined && offers(item, signal, step);
    places[scheme.items.length * code + i] = offered ? from + weight * (step + DIGIT_OF_STEP_ZERO) : NO_PLACE;
  }
}

function enter(table: PatternTable, scheme: Scheme, digits: Int32Array, signal: SignalPlan, at: number): void {
  const { score, answered, keyed, inconsistent } = outcomeOf(scheme, digits, signal);
  table.answered[at] = answered;
  table.keyed[at] = keyed;
  table.outcomes[2 * at] = score;
  table.outcomes[2 * at + 1] = inconsistent ? 1 << INCONSISTENT_SHIFT : 0;
}

/** The score that `part` gives to the same answers, with the 1 above it; 0 for none. */
function partOutcome(scheme: Scheme, part: Scheme, digits: Int32Array, signal: SignalPlan): number {
  const s = scheme.signals.indexOf(signal);
  const own = new Int32Array(part.items.length);
  own[s] = digits[scheme.items.findIndex(({ id }) => id === part.items[s]?.id)] ?? 0;
  const { score } = outcomeOf(part, own, part.signals[s] as SignalPlan);
  return score < 0 ? 0 : (1 << PART_SHIFT) + score;
}

/** Writes the answers that a pattern stands for: its first item is the highest digit. */
export function writeDigits(digits: Int32Array, signal: SignalPlan, pattern: number): void {
  let left = pattern;
  for (let i = signal.last - 1; i >= signal.first; i -= 1) {
    digits[i] = left % signal.radix;
    left = Math.floor(left / signal.radix);
  }
}

/** Whether `part` asks one item of each signal of `scheme`, in its order, and all of `scheme` is counted by pattern. */
export function isPart(scheme: Scheme, part: Scheme): boolean {
  const same = (s: number) => part.signals[s]?.items === 1 && part.signals[s]?.range === scheme.signals[s]?.range;
  const within = (s: number) => scheme.items.some(({ id, signal }) => signal === s && id === part.items[s]?.id);
  return (
    part.signals.length === scheme.signals.length &&
    scheme.signals.every(({ firstPattern }, s) => firstPattern >= 0 && same(s) && within(s)) &&
    part.signals.every(({ firstPattern }) => firstPattern >= 0) &&
    part.units * part.signals.length <= PART_MASK
  );
}

/** The step that a digit stands for, negative for missing. */
export const stepOfDigit = (digit: number): number => digit - DIGIT_OF_STEP_ZERO;
