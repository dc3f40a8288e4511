import { z } from 'zod';
import { BallotKind, Hash, RoundId } from './manifest.js';

/** Totals of a closed round: the only counts that are published whatever the answers. All in people or ballots. */
export const Totals = z.object({
  roll: z.int().nonnegative(),
  collected: z.int().nonnegative(),
  counted: z.int().nonnegative(),
  replacements: z.int().nonnegative(),
  additions: z.int().nonnegative(),
  /** People who said that the ballot fetched with their invitation was not fetched by them. */
  notMe: z.int().nonnegative(),
});
export type Totals = z.infer<typeof Totals>;

/** Downloaded whole and searched in the browser: no request ever carries a receipt. */
export const Bulletin = z.object({
  format: z.literal('candour-bulletin-1'),
  round: RoundId,
  manifest: Hash,
  totals: Totals,
  /** For each kind the sorted SHA-256 of every counted ballot's id, company-wide. */
  ballots: z.partialRecord(BallotKind, z.array(Hash)),
});
export type Bulletin = z.infer<typeof Bulletin>;
