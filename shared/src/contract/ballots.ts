import { z } from 'zod';
import { Ballot, RsaBytes } from '../ballot/ballot.js';
import { Bulletin } from '../ballot/bulletin.js';
import { BallotKind, Hash, Instant, Manifest, UnitId } from '../ballot/manifest.js';
import { Receipt } from '../ballot/receipt.js';
import { ReleasedScore } from '../results/cell.js';
import type { Contract } from './contract.js';
import { Day } from './fields.js';

const ByHash = z.object({ manifest: Hash });
/** 16 bytes in base32, 26 characters. */
export const InvitationToken = z.string().regex(/^[0-9A-HJKMNP-TV-Z]{26}$/);

/** What has become of a round since its terms were frozen: ledger entries that change no hash. */
export const RoundNow = z.object({
  state: z.enum(['not-open', 'open', 'closed', 'cancelled']),
  closes: Instant,
  /** An extension or an early end inside the frozen limits, as people should read it. */
  changed: z.object({ reason: z.string() }).nullable(),
  cancelledBecause: z.string().nullable(),
  bulletin: z.boolean(),
});
export type RoundNow = z.infer<typeof RoundNow>;

/** Outside /api: no cookie, no log, no limit by address. */
export const ballots = {
  /** The manifest exactly as it was hashed: the browser canonicalises it again and compares. */
  readManifest: {
    method: 'GET',
    path: '/ballot/manifests/:manifest',
    may: ['anyone'],
    params: ByHash,
    reply: Manifest,
    refuses: ['round-unknown'],
    frozen: true,
  },
  readRoundNow: {
    method: 'GET',
    path: '/ballot/manifests/:manifest/now',
    may: ['anyone'],
    params: ByHash,
    reply: RoundNow,
    refuses: ['round-unknown'],
  },
  /** The unit an invitation counts in and that unit's public keys; never whether a ballot was fetched. A POST, so that no token stands in a path. */
  readInvitation: {
    method: 'POST',
    path: '/ballot/invitation',
    may: ['anyone'],
    body: z.strictObject({ manifest: Hash, token: InvitationToken }),
    reply: z.object({
      unit: UnitId,
      /** SPKI DER in base64url; each must have the fingerprint that the manifest names. */
      keys: z.partialRecord(BallotKind, z.string()),
    }),
    refuses: ['round-unknown', 'invitation-unknown'],
  },
  collectBallots: {
    method: 'POST',
    path: '/ballot/collect',
    may: ['anyone'],
    body: z.strictObject({
      manifest: Hash,
      token: InvitationToken,
      /** One blinded value for each kind of ballot in the round. */
      blinded: z.partialRecord(BallotKind, RsaBytes),
      replacement: z.boolean(),
    }),
    reply: z.object({ signatures: z.partialRecord(BallotKind, RsaBytes) }),
    refuses: [
      'round-unknown',
      'invitation-unknown',
      'round-not-yet-open',
      'collecting-ended',
      'round-cancelled',
      'fetched-elsewhere',
      'no-replacement-left',
      'blinded-out-of-range',
      'cookie-refused',
    ],
  },
  sayNotMe: {
    method: 'POST',
    path: '/ballot/not-me',
    may: ['anyone'],
    body: z.strictObject({ manifest: Hash, token: InvitationToken }),
    reply: 'nothing',
    refuses: ['round-unknown', 'invitation-unknown', 'cookie-refused'],
  },
  castBallot: {
    method: 'POST',
    path: '/ballot/cast',
    may: ['anyone'],
    body: Ballot,
    reply: Receipt,
    refuses: [
      'round-unknown',
      'round-not-yet-open',
      'signature-refused',
      'answers-unknown',
      'round-closed',
      'round-cancelled',
      'unit-full',
      'cookie-refused',
    ],
  },
  /** Downloaded whole and searched in the browser. */
  readBulletin: {
    method: 'GET',
    path: '/ballot/manifests/:manifest/bulletin',
    may: ['anyone'],
    params: ByHash,
    reply: Bulletin,
    refuses: ['round-unknown', 'not-published'],
    frozen: true,
  },
  /** The company's index, from the date in the terms. */
  readCompanyIndex: {
    method: 'GET',
    path: '/ballot/manifests/:manifest/company-index',
    may: ['anyone'],
    params: ByHash,
    reply: z.object({ outcome: z.enum(['results', 'without-results']), published: Day, index: ReleasedScore, bands: z.array(z.string()) }),
    refuses: ['round-unknown', 'not-published', 'not-yet-shown'],
  },
} as const satisfies Contract;
