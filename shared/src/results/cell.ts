import { z } from 'zod';

/** Points from 0 (every sign at its best answer) to 100. */
export const Points = z.number().min(0).max(100);
/** A percentage, 0 to 100. */
export const Percent = z.number().min(0).max(100);

/** A 95 % interval, clipped to 0..100; null where it cannot be had (no standard deviation safe or steady enough to release). */
export const Interval = z.tuple([z.number().min(0).max(100), z.number().min(0).max(100)]).nullable();
export type Interval = z.infer<typeof Interval>;

/** How the number is to be read: as it stands, or as the coded end of what is ever shown ("5 or under", "95 or over"). */
export const End = z.enum(['exact', 'or-under', 'or-over']);
export type End = z.infer<typeof End>;

/** How many people stand behind a number, coarsely: for reading only, it protects nothing. */
export const RespondentsBand = z.enum(['5-9', '10-19', '20-49', '50+']);
export type RespondentsBand = z.infer<typeof RespondentsBand>;

/** What a mean may be rounded to. */
export const ScoreBase = z.union([z.literal(1), z.literal(2), z.literal(5)]);
export type ScoreBase = z.infer<typeof ScoreBase>;
/** What a share may be rounded to, in percent. */
export const ShareBase = z.union([z.literal(1), z.literal(5), z.literal(10)]);
export type ShareBase = z.infer<typeof ShareBase>;

/** A cell without a result. Suppressed and empty ones are this one value: nothing tells them apart. */
export const Hidden = z.strictObject({ shown: z.literal(false) });
export const HIDDEN: z.infer<typeof Hidden> = Object.freeze({ shown: false });

const ShownScore = z.strictObject({
  shown: z.literal(true),
  mean: Points,
  end: End,
  base: ScoreBase,
  interval: Interval,
  respondents: RespondentsBand,
});

/** A mean on 0..100, rounded to `base`, or nothing. `end` says when `mean` is the coded end of the range shown. */
export const ReleasedScore = z.discriminatedUnion('shown', [ShownScore, Hidden]);
export type ReleasedScore = z.infer<typeof ReleasedScore>;
export type ShownScore = z.infer<typeof ShownScore>;

const ShownShare = z.strictObject({
  shown: z.literal(true),
  percent: Percent,
  end: End,
  base: ShareBase,
  interval: Interval,
  respondents: RespondentsBand,
});

/** A share in percent, rounded to `base`, with Wilson's interval in percent, or nothing. */
export const ReleasedShare = z.discriminatedUnion('shown', [ShownShare, Hidden]);
export type ReleasedShare = z.infer<typeof ReleasedShare>;
export type ShownShare = z.infer<typeof ShownShare>;

const ShownDistribution = z.strictObject({
  shown: z.literal(true),
  base: ShareBase,
  /** One entry an answer of the scale, from its lowest to its highest; rounded one by one, so they need not add up to 100. */
  answers: z.array(z.strictObject({ percent: Percent, end: End })),
  respondents: RespondentsBand,
});

/** How the answers to one item spread over its scale, among those who gave one, or nothing. */
export const ReleasedDistribution = z.discriminatedUnion('shown', [ShownDistribution, Hidden]);
export type ReleasedDistribution = z.infer<typeof ReleasedDistribution>;

/** One signal in one cell. The last three are shares of the signal's questions, over all ballots of the cell. */
export const SignalCell = z.strictObject({
  score: ReleasedScore,
  prevalence: ReleasedShare,
  cantSay: ReleasedShare,
  didNotHappen: ReleasedShare,
  skipped: ReleasedShare,
});
export type SignalCell = z.infer<typeof SignalCell>;

/** One item in one cell: its score keyed to 0..100 (high is bad, as for signals) and the answers as they were given. */
export const ItemCell = z.strictObject({ score: ReleasedScore, distribution: ReleasedDistribution });
export type ItemCell = z.infer<typeof ItemCell>;

/** Everything published of one node of the reporting tree, answer distributions apart. */
export const ReleasedCell = z.strictObject({
  index: ReleasedScore,
  reach: ReleasedShare,
  response: ReleasedShare,
  signals: z.record(z.string(), SignalCell),
});
export type ReleasedCell = z.infer<typeof ReleasedCell>;
