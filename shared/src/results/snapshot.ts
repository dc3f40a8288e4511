import { z } from 'zod';
import { Form, K } from '../ballot/manifest.js';
import { ItemCell, Percent, Points, ReleasedCell, ReleasedScore } from './cell.js';

/** A node of the reporting tree: leaves are the reporting units, inner nodes divisions, the one root the company. `roll` counts the invited people under it. */
export const ReportingNode = z.strictObject({
  id: z.string(),
  name: z.string(),
  parent: z.string().nullable(),
  depth: z.int().min(0),
  roll: z.int().min(0),
});
export type ReportingNode = z.infer<typeof ReportingNode>;

/** What the bulletin tells of the whole company, and no more. `collected`, `counted` are ballots of the scored kind. */
export const Totals = z.strictObject({
  roll: z.int().min(0),
  collected: z.int().min(0),
  counted: z.int().min(0),
  replacements: z.int().min(0),
  additions: z.int().min(0),
});
export type Totals = z.infer<typeof Totals>;

/** The name of a range of the company's index; provisional, never "good". */
export const Band = z.enum(['rarely', 'sometimes', 'often', 'nearly-always']);
export type Band = z.infer<typeof Band>;

/** A coefficient with its 95 % interval, the coarser the fewer people it rests on (steps of 0.1 to 0.01), or null and why there is none. */
export const Coefficient = z.strictObject({
  value: z.number().nullable(),
  interval: z.tuple([z.number(), z.number()]).nullable(),
  reason: z
    .enum(['too-few-people', 'one-indicator', 'not-identified', 'no-variance', 'negative-residual', 'no-convergence', 'too-few-units'])
    .nullable(),
});
export type Coefficient = z.infer<typeof Coefficient>;

/** How far a score can be trusted (alpha, omega: 1 at best) and whether units explain it (ICC; rwg, 0 to 1: how far people of one unit agree). */
export const Reliability = z.strictObject({
  alpha: Coefficient,
  omega: Coefficient,
  icc1: Coefficient,
  icc2: Coefficient,
  rwgMean: Coefficient,
  rwgMedian: Coefficient,
});
export type Reliability = z.infer<typeof Reliability>;

/** The company's index, in points, had all who did not answer seen none of it, all of it, or stood one standard deviation lower or higher (null where none may be released). */
export const NonResponse = z.strictObject({ allNone: Points, allAlways: Points, sdLower: Points.nullable(), sdHigher: Points.nullable() });
export type NonResponse = z.infer<typeof NonResponse>;

/** One signal against the composite of customer impact: Pearson's r (-1 to 1) with its 95 % interval and the p (0 to 1) adjusted by Benjamini and Hochberg (1995). */
export const Correlation = z.strictObject({
  signal: z.string(),
  r: z.number().nullable(),
  interval: z.tuple([z.number(), z.number()]).nullable(),
  pAdjusted: z.number().nullable(),
});
export type Correlation = z.infer<typeof Correlation>;

/** What is said of the whole company alone. `null`: nothing that may or can be said. */
export const CompanyExtras = z.strictObject({
  /** One band, or the two or more that the index's interval touches. */
  bands: z.array(Band),
  nonResponse: NonResponse.nullable(),
  /** The index weighted to the roll by reporting unit; `differs` when it is more than 1 point from the plain one. */
  weighted: z.strictObject({ index: Points, differs: z.boolean() }).nullable(),
  reliability: z.strictObject({ index: Reliability, signals: z.record(z.string(), Reliability) }).nullable(),
  careless: z.strictObject({ percent: Percent, indexWithout: ReleasedScore }).nullable(),
  customerImpact: z.array(Correlation),
});
export type CompanyExtras = z.infer<typeof CompanyExtras>;

/** A score against the same score of the round before. "No clear change" never means that nothing changed: see `detectable`. */
export const Change = z.discriminatedUnion('verdict', [
  z.strictObject({
    verdict: z.enum(['lower', 'higher', 'no-clear-change']),
    /** Now minus then, -100 to 100; negative is better. The interval of 95 % is of the same. */
    points: z.number(),
    interval: z.tuple([z.number(), z.number()]).nullable(),
    /** 0 to 1, adjusted within its family (Benjamini-Hochberg); the company's index stands alone. */
    pAdjusted: z.number().nullable(),
    /** The difference, in points, that would be found four times in five. */
    detectable: z.number().nullable(),
  }),
  z.strictObject({ verdict: z.literal('not-comparable') }),
]);
export type Change = z.infer<typeof Change>;

/** The change against the previous published round. `unitSignals` holds the units whose index changed clearly, no other. */
export const Changes = z.strictObject({
  since: z.strictObject({ round: z.string(), form: Form }),
  index: Change,
  signals: z.record(z.string(), Change),
  units: z.record(z.string(), Change),
  unitSignals: z.record(z.string(), z.record(z.string(), Change)),
});
export type Changes = z.infer<typeof Changes>;

/**
 * A unit against the rest of the company (without it). `points`: the unit minus the rest, -100 to 100. `drift`: by how many points it is to be expected
 * to change with no true change, towards the rest.
 */
export const StandsOut = z.strictObject({
  verdict: z.enum(['lower', 'higher', 'no-clear-difference']),
  points: z.number(),
  pAdjusted: z.number().nullable(),
  drift: z.number().nullable(),
});
export type StandsOut = z.infer<typeof StandsOut>;

/**
 * One round's results, published once and never changed: every field that can leave the server about answers.
 * `without-results`: fewer than K people answered, or no release was safe; then `results` is null and the totals are all there is.
 */
export const Snapshot = z.strictObject({
  version: z.literal(1),
  round: z.string(),
  manifest: z.string(),
  title: z.string(),
  form: Form,
  k: K,
  /** Days, YYYY-MM-DD. */
  opened: z.string(),
  closed: z.string(),
  published: z.string(),
  totals: Totals,
  signals: z.array(z.strictObject({ id: z.string(), items: z.array(z.string()) })),
  /** The reporting tree in tree order, each parent before its children. */
  units: z.array(ReportingNode),
  outcome: z.enum(['results', 'without-results']),
  results: z
    .strictObject({
      /** By unit id, one entry for every node of `units`. */
      cells: z.record(z.string(), ReleasedCell),
      /** By unit id, then item id. */
      items: z.record(z.string(), z.record(z.string(), ItemCell)),
      company: CompanyExtras,
      /** By unit id; reporting units and divisions with an index, the company itself left out. */
      standsOut: z.record(z.string(), StandsOut),
      /** Null where no earlier round has results that all readers of this one may read. */
      changes: Changes.nullable(),
    })
    .nullable(),
});
export type Snapshot = z.infer<typeof Snapshot>;
export type SnapshotResults = NonNullable<Snapshot['results']>;
