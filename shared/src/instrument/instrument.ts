import { z } from 'zod';

/** As it heads a column of answers, where blanks at the ends are not read. */
const Id = z.string().regex(/^\S(.{0,198}\S)?$/su, 'must be 1 to 200 characters, with no blank at either end');

/** Answers are counted in steps from the lowest, squared and added up over everybody: of more steps the sums would not be whole numbers for long. */
const MOST_STEPS = 1_000_000;

/** An integer answer scale; both ends included. Refuses one of more than a million steps. */
export const Scale = z
  .object({ min: z.int(), max: z.int() })
  .refine((s) => s.max > s.min, { error: 'a scale needs max above min', path: ['max'] })
  .refine((s) => s.max - s.min <= MOST_STEPS, { error: 'a scale may have at most 1,000,000 steps from min to max', path: ['max'] });
export type Scale = z.infer<typeof Scale>;

/** One statement. `reversed`: a high answer is the good one. `mayNotArise`: it is about something that may not have happened. */
export const Item = z.object({ id: Id, reversed: z.boolean().optional(), mayNotArise: z.boolean().optional() });
export type Item = z.infer<typeof Item>;

/** Items that are averaged into one score. A signal's own scale wins over the instrument's. */
export const Signal = z.object({ id: Id, scale: Scale.optional(), items: z.array(Item).min(1) });
export type Signal = z.infer<typeof Signal>;

/**
 * What is asked and how it is keyed: everything scoring needs to know, and nothing of wording.
 * Refuses a signal id or an item id that stands twice.
 */
export const Instrument = z
  .object({ name: z.string().min(1).max(200), scale: Scale, signals: z.array(Signal).min(1) })
  .superRefine((instrument, context) => {
    const seen = new Set<string>();
    const ids = [
      ...instrument.signals.map((s) => `signal ${s.id}`),
      ...instrument.signals.flatMap((s) => s.items.map((i) => `item ${i.id}`)),
    ];
    for (const id of ids) {
      if (seen.has(id)) context.addIssue({ code: 'custom', message: `${id} stands twice` });
      seen.add(id);
    }
  });
export type Instrument = z.infer<typeof Instrument>;
