import { z } from 'zod';
import { RoundId } from '../ballot/manifest.js';
import type { Contract } from './contract.js';
import { RowId } from './fields.js';
import { Problem } from './refusal.js';

/** The columns a roster may have. `unit` is a path such as `Sales / North`; `givenName` goes before a `name` that is the family's alone. */
export const ROSTER_FIELDS = ['employeeId', 'name', 'givenName', 'email', 'unit', 'leads', 'language'] as const;
export const RosterField = z.enum(ROSTER_FIELDS);
export type RosterField = z.infer<typeof RosterField>;

/** For each field the column of the file it is read from, by its heading; `''` is none. Fields that are not named are guessed from the headings. */
export const ColumnMapping = z.partialRecord(RosterField, z.string().max(200));
export type ColumnMapping = z.infer<typeof ColumnMapping>;

/** A node of the unit tree, in tree order. Counts are people. */
export const UnitNode = z.object({
  id: RowId,
  name: z.string(),
  parent: RowId.nullable(),
  depth: z.int().nonnegative(),
  /** People directly in this unit, and with all units below it. */
  direct: z.int().nonnegative(),
  total: z.int().nonnegative(),
});
export type UnitNode = z.infer<typeof UnitNode>;

/** What an import would do. Nothing is stored by a preview. */
export const RosterPreview = z.object({
  columns: z.array(z.string()),
  mapping: ColumnMapping,
  rows: z.int().nonnegative(),
  people: z.int().nonnegative(),
  withoutEmail: z.int().nonnegative(),
  units: z.array(z.object({ path: z.string(), people: z.int() })),
  /** Rows that cannot be read, each with its row, field, reason and remedy. */
  problems: z.array(Problem),
  problemCount: z.int().nonnegative(),
  /** Rows that are read, but not quite as written: a language that is not known. */
  warnings: z.array(Problem),
  warningCount: z.int().nonnegative(),
  joined: z.int().nonnegative(),
  left: z.int().nonnegative(),
  moved: z.int().nonnegative(),
  unchanged: z.int().nonnegative(),
  /** The first few of each, to read. */
  examples: z.object({
    joined: z.array(z.string()),
    left: z.array(z.string()),
    moved: z.array(z.object({ name: z.string(), from: z.string(), to: z.string() })),
  }),
  /** Identifies this file with this mapping against the roster as it is now; an import must name it. */
  fingerprint: z.string().regex(/^[0-9a-f]{64}$/),
});
export type RosterPreview = z.infer<typeof RosterPreview>;

export const RosterPerson = z.object({
  id: RowId,
  employeeId: z.string(),
  name: z.string(),
  email: z.string().nullable(),
  unit: RowId,
  leads: z.boolean(),
  language: z.string(),
  /** Whether they have an invitation to the round that was asked about. Says nothing of whether they took part. */
  invited: z.boolean().optional(),
});
export type RosterPerson = z.infer<typeof RosterPerson>;

const LIMIT_BYTES = 20 * 1024 * 1024;

/** Query values are strings: a mapping travels as JSON. */
const mapping = z
  .string()
  .max(2000)
  .optional()
  .transform((text, context) => {
    if (text === undefined) return {} as ColumnMapping;
    try {
      return ColumnMapping.parse(JSON.parse(text));
    } catch {
      context.addIssue({ code: 'custom', message: 'not a column mapping in JSON' });
      return z.NEVER;
    }
  });

/** Not every engine can look for a zero byte, and no roster has one. */
const Search = z
  .string()
  .max(100)
  .refine((text) => !text.includes('\0'), { error: 'no name has a zero byte in it' });

export const roster = {
  previewRoster: {
    method: 'POST',
    path: '/api/roster/preview',
    may: ['hr'],
    query: z.object({ mapping }),
    body: { upload: 'text/csv', limitBytes: LIMIT_BYTES },
    reply: RosterPreview,
    refuses: ['roster-unreadable', 'input-too-large'],
  },
  importRoster: {
    method: 'POST',
    path: '/api/roster',
    may: ['hr'],
    query: z.object({ mapping, fingerprint: z.string(), leaveOutProblems: z.enum(['yes', 'no']).default('no') }),
    body: { upload: 'text/csv', limitBytes: LIMIT_BYTES },
    reply: z.object({ people: z.int(), joined: z.int(), left: z.int(), moved: z.int(), leftOut: z.int() }),
    refuses: ['roster-unreadable', 'roster-rows-refused', 'roster-changed', 'input-too-large'],
  },
  readUnits: {
    method: 'GET',
    path: '/api/units',
    may: ['hr'],
    reply: z.object({ units: z.array(UnitNode), people: z.int(), importedAt: z.iso.datetime().nullable() }),
    refuses: [],
  },
  findPeople: {
    method: 'GET',
    path: '/api/people',
    may: ['hr'],
    query: z.object({ search: Search.default(''), unit: RowId.optional(), round: RoundId.optional() }),
    reply: z.object({ people: z.array(RosterPerson), more: z.boolean() }),
    refuses: ['not-found'],
  },
  readSampleRoster: {
    method: 'GET',
    path: '/api/roster/sample.csv',
    may: ['hr'],
    reply: { download: 'text/csv' },
    refuses: [],
  },
} as const satisfies Contract;
