import { z } from 'zod';
import { Form } from '../ballot/manifest.js';
import { End, Percent, Points, ScoreBase, ShareBase } from './cell.js';

/**
 * All that is known of a shown mean outside the answers: `n` people who have the score of `N` invited, `sd` in points, `df` the degrees of freedom of
 * its interval. `N` is null where the roll is not known, `sd` and `df` where no standard deviation may be released.
 */
export const ScoreTuple = z.strictObject({
  mean: Points,
  end: End,
  base: ScoreBase,
  n: z.int().min(1),
  N: z.int().min(0).nullable(),
  sd: z.number().min(0).nullable(),
  df: z.number().min(0).nullable(),
});
export type ScoreTuple = z.infer<typeof ScoreTuple>;

/** All that is known of a shown share outside the answers: `n` people stand behind it of `N` invited (null where the roll is not known). */
export const ShareTuple = z.strictObject({
  percent: Percent,
  end: End,
  base: ShareBase,
  n: z.int().min(1),
  N: z.int().min(0).nullable(),
});
export type ShareTuple = z.infer<typeof ShareTuple>;

/** The shown cells of one form: absent is hidden. `wording` names the items with their wording, so that only identical questions are compared. */
export const FormTuples = z.strictObject({
  form: Form,
  wording: z.strictObject({ index: z.string(), signals: z.record(z.string(), z.string()) }),
  units: z.record(
    z.string(),
    z.strictObject({
      index: ScoreTuple.optional(),
      reach: ShareTuple.optional(),
      signals: z.record(z.string(), ScoreTuple),
      prevalence: z.record(z.string(), ShareTuple),
    }),
  ),
});
export type FormTuples = z.infer<typeof FormTuples>;

/**
 * What a round leaves for the next one's comparison: the released tuple of every shown cell, and of a core round also, never shown by
 * themselves, its index and signals from the pulse form's items. Kept by the server, not served.
 */
export const ReleasedTuples = z.strictObject({ version: z.literal(1), round: z.string(), forms: z.array(FormTuples) });
export type ReleasedTuples = z.infer<typeof ReleasedTuples>;
