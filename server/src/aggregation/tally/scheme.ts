import { CANNOT_SAY, DID_NOT_HAPPEN, SKIPPED } from '#shared/instrument/answers.js';
import type { Instrument, Scale } from '#shared/instrument/instrument.js';

/** A missing answer, as a negative step. */
export const STEP_SKIPPED = -1;
export const STEP_CANNOT_SAY = -2;
export const STEP_DID_NOT_HAPPEN = -3;

/** A step as a digit from 0: the three kinds of missing first. A signal's answers are a number of that many digits, its pattern. */
export const DIGIT_OF_STEP_ZERO = 3;

/** Scales with more options than this have no distribution: only how often, how high and how far apart. */
const WIDEST_DISTRIBUTION = 21;

export interface SignalPlan {
  readonly id: string;
  readonly scale: Scale;
  /** max - min: an answer is a step from 0 to this. */
  readonly range: number;
  /** Its items are those from `first` up to, not including, `last`. */
  readonly first: number;
  readonly last: number;
  readonly items: number;
  /** Where its counts by number of answered items begin: items + 1 of them. */
  readonly byAnswered: number;
  /** Where the products of its pairs of items begin. */
  readonly firstPair: number;
  /** Digits an item may be, and how many patterns the signal may have; where its patterns begin, -1 when they are too many to count one by one. */
  readonly radix: number;
  readonly patterns: number;
  readonly firstPattern: number;
}

export interface ItemPlan {
  readonly id: string;
  readonly signal: number;
  readonly reversed: boolean;
  readonly mayNotArise: boolean;
  /** Where its counts of options begin, and how many there are; one on scales too wide for a distribution. */
  readonly slot: number;
  readonly slots: number;
}

/** An instrument laid out flat for one pass over ballots. Scores are counted in `units`ths of 0..100, whole numbers wherever they fit. */
export interface Scheme {
  readonly instrument: Instrument;
  readonly signals: readonly SignalPlan[];
  readonly items: readonly ItemPlan[];
  readonly slots: number;
  readonly byAnsweredSize: number;
  readonly pairs: number;
  readonly patterns: number;
  /** What 100 points are in whole score units: the least common multiple of every possible divisor of a signal score. */
  readonly units: number;
  /** Whether scores are whole numbers of those units; otherwise that multiple would be too large, units are 1 and scores fractions. */
  readonly whole: boolean;
}

/** Patterns of one signal that are counted one by one: 3 items of up to 12 options, or 4 of 5. */
const MOST_PATTERNS = 4096;

/** A person's signals that are counted by pattern are counted in bytes. */
const MOST_SIGNALS = 255;

const schemes = new WeakMap<Instrument, Scheme>();

/** An instrument laid out; of the same instrument the same scheme. */
export function schemeOf(instrument: Instrument): Scheme {
  const scheme = schemes.get(instrument) ?? layOut(instrument);
  schemes.set(instrument, scheme);
  return scheme;
}

function layOut(instrument: Instrument): Scheme {
  const units = scoreUnits(instrument);
  const signals: SignalPlan[] = [];
  const items: ItemPlan[] = [];
  let slots = 0;
  let byAnswered = 0;
  let pairs = 0;
  let allPatterns = 0;
  for (const [at, signal] of instrument.signals.entries()) {
    const scale = signal.scale ?? instrument.scale;
    const range = scale.max - scale.min;
    const count = signal.items.length;
    const first = items.length;
    for (const item of signal.items) {
      const options = range < WIDEST_DISTRIBUTION ? range + 1 : 1;
      items.push({
        id: item.id,
        signal: at,
        reversed: item.reversed ?? false,
        mayNotArise: item.mayNotArise ?? false,
        slot: slots,
        slots: options,
      });
      slots += options;
    }
    const radix = range + 1 + DIGIT_OF_STEP_ZERO;
    const patterns = radix ** count;
    const byPattern = units !== undefined && patterns <= MOST_PATTERNS && instrument.signals.length <= MOST_SIGNALS;
    const firstPattern = byPattern ? allPatterns : -1;
    signals.push({
      id: signal.id,
      scale,
      range,
      first,
      last: items.length,
      items: count,
      byAnswered,
      firstPair: pairs,
      radix,
      patterns,
      firstPattern,
    });
    if (firstPattern >= 0) allPatterns += patterns;
    byAnswered += count + 1;
    pairs += (count * (count - 1)) / 2;
  }
  return {
    instrument,
    signals,
    items,
    slots,
    byAnsweredSize: byAnswered,
    pairs,
    patterns: allPatterns,
    units: units ?? 1,
    whole: units !== undefined,
  };
}

/** A step keyed so that high is bad, or back again; a missing answer stays what it is. */
export function keyedStep(step: number, range: number, reversed: boolean): number {
  return reversed && step >= 0 ? range - step : step;
}

/** Answered items from which a signal has a score: at least half of them. */
export function fewestAnswered(items: number): number {
  return Math.ceil(items / 2);
}

/** Whether a person who has a score in `answered` of `signals` signals has an index. */
export function hasIndex(answered: number, signals: number): boolean {
  return answered > 0 && 11 * answered >= 8 * signals;
}

/** Past this, whole units would overflow the sums of squares; then units are 1 and sums are of fractions. */
export const MOST_UNITS = 2 ** 20;

function scoreUnits({ signals, scale: common }: Instrument): number | undefined {
  let multiple = 1;
  for (const { items, scale = common } of signals) {
    for (let k = fewestAnswered(items.length); k <= items.length; k += 1)
      multiple = leastCommonMultiple(multiple, k * (scale.max - scale.min));
    if (multiple > MOST_UNITS) return undefined;
  }
  return multiple;
}

function leastCommonMultiple(a: number, b: number): number {
  let x = a;
  let y = b;
  while (y !== 0) [x, y] = [y, x % y];
  return (a / x) * b;
}

/** An answer code of a stored ballot is one byte. */
export const CODES = 256;

/** The step, or the negative step of a missing answer, that a code stands for on a scale from 1; undefined for a byte that is no answer code. */
export function stepOfCode(code: number): number | undefined {
  if (code >= 1 && code <= 5) return code - 1;
  if (code === CANNOT_SAY) return STEP_CANNOT_SAY;
  if (code === DID_NOT_HAPPEN) return STEP_DID_NOT_HAPPEN;
  return code === SKIPPED ? STEP_SKIPPED : undefined;
}

/** Whether an item offers the answer that `step` stands for. */
export function offers({ mayNotArise }: ItemPlan, { range }: SignalPlan, step: number): boolean {
  return step === STEP_DID_NOT_HAPPEN ? mayNotArise : step <= range;
}

/** Whether a signal score (keyed steps `sum` over `k` answered items of `range`) is 62.5 or more, in whole numbers: floating point misses ties. */
export function isPrevalent(sum: number, k: number, range: number): boolean {
  return k > 0 && 8 * sum >= 5 * k * range;
}

/** The same of a score in whole score units: the lowest that is. */
export function leastPrevalent(units: number): number {
  return Math.ceil((5 * units) / 8);
}
