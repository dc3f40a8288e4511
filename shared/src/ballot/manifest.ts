import { z } from 'zod';
import { toBase32 } from './encoding.js';

/** 16 random bytes in hexadecimal. */
export const RoundId = z
  .string()
  .regex(/^[0-9a-f]{32}$/)
  .brand<'RoundId'>();
export type RoundId = z.infer<typeof RoundId>;

/** Of a node of the reporting tree. One length for every unit, so that no ballot is told from another by its size. */
export const UnitId = z
  .string()
  .regex(/^[0-9a-z]{12}$/)
  .brand<'UnitId'>();
export type UnitId = z.infer<typeof UnitId>;

/** A SHA-256 in lower-case hexadecimal. */
export const Hash = z
  .string()
  .regex(/^[0-9a-f]{64}$/)
  .brand<'Hash'>();
export type Hash = z.infer<typeof Hash>;

/** What a ballot may hold. Each kind has its own keys, and its own file when there is more than one. */
export const BallotKind = z.enum(['scored', 'own-questions', 'comment']);
export type BallotKind = z.infer<typeof BallotKind>;

/** The two forms of the core module: 33 items, three a signal; or a pulse of 11 of them, one a signal. */
export const Form = z.enum(['core', 'pulse']);
export type Form = z.infer<typeof Form>;

/** A moment, UTC, to the second. */
export const Instant = z.iso.datetime({ precision: 0 });
export type Instant = z.infer<typeof Instant>;

/** Of whom fewer answered is never shown, whatever HR chooses. */
export const SMALLEST_K = 5;
export const LARGEST_K = 10;
/** Fewest people behind a score. */
export const K = z.int().min(SMALLEST_K).max(LARGEST_K);

export const MOST_GRACE_MINUTES = 24 * 60;
export const MOST_RETENTION_DAYS = 365;

/** Roles whose holders may read results. */
export const Reader = z.enum(['hr', 'executive', 'steward']);
export type Reader = z.infer<typeof Reader>;

/**
 * A node of the reporting tree, in tree order, the company first. Leaves are the reporting units: they alone have keys and spare ballots.
 * `roll`: the people invited, of an inner node those of all its leaves.
 */
export const ManifestUnit = z.object({
  id: UnitId,
  name: z.string().min(1).max(500),
  parent: UnitId.nullable(),
  roll: z.int().nonnegative(),
  spares: z.int().nonnegative(),
  /** SHA-256 of the public key (SPKI DER) for each kind of ballot. */
  keys: z.partialRecord(BallotKind, Hash),
});
export type ManifestUnit = z.infer<typeof ManifestUnit>;

/** What may not be changed once a round is launched. */
export const Terms = z.object({
  k: K,
  /** Who is invited, in words. */
  audience: z.string().min(1).max(300),
  opens: Instant,
  collectUntil: Instant,
  castFrom: Instant,
  mayCloseFrom: Instant,
  closes: Instant,
  mayExtendTo: Instant,
  /** Minutes after the close in which a ballot that was collected may still be cast. */
  graceMinutes: z.int().min(0).max(MOST_GRACE_MINUTES),
  windows: z.union([z.literal(1), z.literal(2)]),
  readers: z.array(Reader).min(1),
  employeesSeeResultsFrom: Instant,
  /** Days after publication at which the answers are destroyed. */
  retentionDays: z.int().min(0).max(MOST_RETENTION_DAYS),
});
export type Terms = z.infer<typeof Terms>;

/** What every browser checks before it answers: frozen at launch, hashed, compared by people through the round code. */
export const Manifest = z.object({
  format: z.literal('candour-manifest-1'),
  organisation: z.string().min(1).max(200),
  round: RoundId,
  title: z.string().min(1).max(200),
  timeZone: z.string().min(1).max(64),
  form: Form,
  /** SHA-256 of the canonical content of the form: items, keying, wording, pages. */
  formHash: Hash,
  languages: z.array(z.string().min(2).max(8)).min(1),
  kinds: z.array(BallotKind).min(1),
  units: z.array(ManifestUnit).min(1),
  /** The Ed25519 key (raw, base64url) under which receipts are signed. */
  boxKey: z.string().regex(/^[A-Za-z0-9_-]{43}$/),
  /** The files of the ballot page, kept with the round and served for it until it closes. */
  client: z.object({
    version: Hash,
    entry: z.string(),
    files: z.array(z.object({ path: z.string().regex(/^[A-Za-z0-9_./-]+$/), sha256: Hash })),
  }),
  terms: Terms,
});
export type Manifest = z.infer<typeof Manifest>;

/** The round code: the first 80 bits of the manifest's hash, 16 base32 characters in fours. The same on page, mail, slip, notice and receipt. */
export function roundCode(manifestHash: Hash): string {
  const first = Uint8Array.from({ length: 10 }, (_, at) => Number.parseInt(manifestHash.slice(2 * at, 2 * at + 2), 16));
  return (toBase32(first).match(/.{4}/g) ?? []).join(' ');
}

/** The reporting units: those people answer in. */
export function reportingUnits(manifest: Manifest): ManifestUnit[] {
  const parents = new Set(manifest.units.map((unit) => unit.parent));
  return manifest.units.filter((unit) => !parents.has(unit.id));
}

/** Spare ballots of a unit: max(2, 5 % of its roll, rounded up), shared by replacements and additions. `roll` in people, 0 or more. */
export function sparesFor(roll: number): number {
  return Math.max(2, Math.ceil(roll / 20));
}
