import { z } from 'zod';
import type { Instrument } from './instrument.js';

/** Shown the statement and passed on. */
export const SKIPPED = 0;
/** "Can't say". */
export const CANNOT_SAY = 8;
/** "Did not happen", offered where an item may not arise. */
export const DID_NOT_HAPPEN = 9;

/** One digit an answer: 0 skipped, 1 never to 5 almost always, 8 can't say, 9 did not happen. One digit, so that every ballot is as long as every other. */
export const AnswerCode = z.union(
  [0, 1, 2, 3, 4, 5, 8, 9].map((code) => z.literal(code)) as [z.ZodLiteral<number>, ...z.ZodLiteral<number>[]],
);
export type AnswerCode = z.infer<typeof AnswerCode>;
const CODES: ReadonlySet<number> = new Set([SKIPPED, 1, 2, 3, 4, 5, CANNOT_SAY, DID_NOT_HAPPEN]);
/** Of an item's id. */
const MOST_CHARACTERS = 64;

/** Every item of the form by its id, the unanswered ones too. */
export type Answers = Record<string, AnswerCode>;
/**
 * Whatever its keys are called, each is kept for `firstUnknownAnswer` to see: a record schema would drop one named `__proto__`.
 * Refuses ids of more than 64 characters and answers that are no code, naming them.
 */
export const Answers = z
  .custom<Answers>((input) => typeof input === 'object' && input !== null && !Array.isArray(input), {
    error: 'Invalid input: expected answers by item id',
    abort: true,
  })
  .superRefine((answers, context) => {
    for (const [id, code] of Object.entries(answers)) {
      if (id.length > MOST_CHARACTERS) context.addIssue({ code: 'custom', path: [id], message: 'Too long for the id of an item' });
      else if (!CODES.has(code)) context.addIssue({ code: 'custom', path: [id], message: 'Invalid input: expected an answer code' });
    }
  });

/** The answer as a number on the item's scale, or undefined where it is missing for scoring (skipped, can't say, did not happen). */
export function scaleAnswer(code: AnswerCode): number | undefined {
  return code >= 1 && code <= 5 ? code : undefined;
}

/** The item ids of an instrument in its fixed order: the order of the bytes in a stored ballot. */
export function itemOrder(instrument: Instrument): string[] {
  return instrument.signals.flatMap((signal) => signal.items.map((item) => item.id));
}

/** The first item that is unknown, absent, or answered with an option it does not offer; undefined when the answers fit the form whole. */
export function firstUnknownAnswer(instrument: Instrument, answers: Answers): string | undefined {
  const items = itemsOf(instrument);
  for (const id of Object.keys(answers)) if (!items.has(id)) return id;
  for (const [id, item] of items) {
    const code = answers[id];
    if (code === undefined || (code === DID_NOT_HAPPEN && !item.mayNotArise)) return id;
  }
  return undefined;
}

type Items = ReadonlyMap<string, Instrument['signals'][number]['items'][number]>;
const known = new WeakMap<Instrument, Items>();

/** Made once an instrument: every cast asks. */
function itemsOf(instrument: Instrument): Items {
  const items =
    known.get(instrument) ?? new Map(instrument.signals.flatMap((signal) => signal.items.map((item) => [item.id, item] as const)));
  known.set(instrument, items);
  return items;
}
