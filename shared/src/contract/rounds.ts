import { z } from 'zod';
import { Form, Instant, Manifest, RoundId, Terms } from '../ballot/manifest.js';
import { RoundState } from '../round/states.js';
import type { Contract } from './contract.js';
import { Day, Reason, RowId } from './fields.js';
import { Problem } from './refusal.js';

const RoundParam = z.object({ round: RoundId });

/** What HR chooses before launch, each within the bounds of the terms it becomes. Times are moments in UTC; the page shows them in the organisation's time zone. */
export const RoundDraft = z.object({
  title: z.string().trim().min(1).max(200),
  form: Form,
  k: Terms.shape.k,
  audience: z.string().trim().min(1).max(300),
  opens: Instant,
  mayCloseFrom: Instant,
  closes: Instant,
  mayExtendTo: Instant,
  graceMinutes: Terms.shape.graceMinutes,
  employeesSeeResultsFrom: Instant,
  readers: Terms.shape.readers,
  retentionDays: Terms.shape.retentionDays,
});
export type RoundDraft = z.infer<typeof RoundDraft>;

/** What happened to a round, for its timeline and for the steward. */
export const RoundEvent = z.object({
  at: z.iso.datetime(),
  what: z.enum([
    'created',
    'launched',
    'opened',
    'extended',
    'close-asked',
    'closing',
    'published',
    'without-results',
    'cancelled',
    'person-added',
    'sheet-printed',
  ]),
  reason: z.string().nullable(),
});
export type RoundEvent = z.infer<typeof RoundEvent>;

export const RoundSummary = z.object({
  id: z.string(),
  title: z.string(),
  form: Form,
  state: RoundState,
  opens: Instant,
  /** As it stands now: an extension or an early end inside the frozen limits moves it. */
  closes: Instant,
  publishedAt: Instant.nullable(),
  /** Null before launch. */
  code: z.string().nullable(),
  manifestHash: z.string().nullable(),
});
export type RoundSummary = z.infer<typeof RoundSummary>;

/** What a launch writes, in this order. */
export const LAUNCH_STEPS = ['keys', 'roll', 'box', 'invitations'] as const;

/** How much of its step a launch has done. */
export const LaunchProgress = z.object({ step: z.enum(LAUNCH_STEPS), done: z.int().nonnegative(), of: z.int().positive() });
export type LaunchProgress = z.infer<typeof LaunchProgress>;

/** An interrupted launch has changed nothing that anybody sees: the draft can be launched again. */
export const Launch = LaunchProgress.extend({ state: z.enum(['under-way', 'interrupted']) });
export type Launch = z.infer<typeof Launch>;

export const Round = RoundSummary.extend({
  draft: RoundDraft,
  /** Of a draft that is being launched, or was when something cut in. */
  launch: Launch.nullable(),
  invited: z.int().nullable(),
  cancelledBecause: z.string().nullable(),
  /** What closing is at, while it is under way. */
  closingStep: z.string().nullable(),
  /** HR may end the round now (inside the frozen limits). */
  mayCloseNow: z.boolean(),
  events: z.array(RoundEvent),
});
export type Round = z.infer<typeof Round>;

export const PreviewUnit = z.object({
  id: z.string(),
  name: z.string(),
  parent: z.string().nullable(),
  depth: z.int().nonnegative(),
  roll: z.int().nonnegative(),
  /** Names of the roster units that were put together here, when there are several. */
  parts: z.array(z.string()),
  /** Whether a result would be shown if this many percent of every unit answered. */
  visibleAt: z.object({ 50: z.boolean(), 70: z.boolean(), 90: z.boolean() }),
});
export type PreviewUnit = z.infer<typeof PreviewUnit>;

export const PrivacyPreview = z.object({
  invited: z.int(),
  k: z.int(),
  units: z.array(PreviewUnit),
  /** What stands in the way of a launch; empty when nothing does. */
  obstacles: z.array(Problem),
  warnings: z.array(Problem),
});
export type PrivacyPreview = z.infer<typeof PrivacyPreview>;

export const Participation = z.object({
  invited: z.int(),
  /** Company-wide, rounded down to 5, null under 2K; one figure a day, the newest last. */
  days: z.array(z.object({ day: Day, collected: z.int().nullable() })),
});
export type Participation = z.infer<typeof Participation>;

/** A hundred printed pages: more is no stack that is cut and handed out in one go, and a page of ten thousand slips is one that browsers fail to print. */
export const SLIPS_A_SHEET = 500;

export const InvitationMail = z.object({
  configured: z.boolean(),
  /** As it will be read, with a placeholder where each person's link stands. */
  texts: z.array(z.object({ language: z.string(), subject: z.string(), body: z.string() })),
  waiting: z.int(),
  sent: z.int(),
  failed: z.array(z.object({ name: z.string(), email: z.string(), reason: z.string() })),
  failedCount: z.int(),
  /** Those of them that wait to be tried again, and stand among `waiting` as well. */
  retrying: z.int(),
  /** People to whom no mail is sent. Their links can be printed, as those of people whose mail failed for good. */
  unreached: z.int(),
});
export type InvitationMail = z.infer<typeof InvitationMail>;

export const RoundTerms = z.object({
  manifest: Manifest,
  hash: z.string(),
  code: z.string(),
  /** Names of those who hold the role now: they stand on the notice, and the ballot page sends people to them. */
  stewards: z.array(z.string()),
  /** Extensions and early ends inside the frozen limits, additions, sheets: ledger entries that change no hash. */
  events: z.array(RoundEvent),
});
export type RoundTerms = z.infer<typeof RoundTerms>;

export const rounds = {
  listRounds: {
    method: 'GET',
    path: '/api/rounds',
    may: ['hr', 'steward', 'executive'],
    reply: z.object({ rounds: z.array(RoundSummary) }),
    refuses: [],
  },
  createRound: { method: 'POST', path: '/api/rounds', may: ['hr'], body: RoundDraft, reply: Round, refuses: ['launch-times-wrong'] },
  readRound: {
    method: 'GET',
    path: '/api/rounds/:round',
    may: ['hr', 'steward', 'executive'],
    params: RoundParam,
    reply: Round,
    refuses: ['not-found'],
  },
  changeRound: {
    method: 'PUT',
    path: '/api/rounds/:round',
    may: ['hr'],
    params: RoundParam,
    body: RoundDraft,
    reply: Round,
    refuses: ['not-found', 'terms-frozen', 'launch-times-wrong'],
  },
  deleteDraft: {
    method: 'DELETE',
    path: '/api/rounds/:round',
    may: ['hr'],
    params: RoundParam,
    reply: 'nothing',
    refuses: ['not-found', 'round-not-draft'],
  },
  readPrivacyPreview: {
    method: 'GET',
    path: '/api/rounds/:round/privacy-preview',
    may: ['hr'],
    params: RoundParam,
    reply: PrivacyPreview,
    refuses: ['not-found', 'round-not-draft'],
  },
  /** Answers when the terms are checked, with the launch under way: `readRound` tells how far it is. */
  launchRound: {
    method: 'POST',
    path: '/api/rounds/:round/launch',
    may: ['hr'],
    params: RoundParam,
    reply: Round,
    refuses: ['not-found', 'round-not-draft', 'launch-too-small', 'launch-times-wrong', 'launch-address-unsafe', 'launch-nobody-reads'],
  },
  readParticipation: {
    method: 'GET',
    path: '/api/rounds/:round/participation',
    may: ['hr'],
    params: RoundParam,
    reply: Participation,
    refuses: ['not-found'],
  },
  readInvitationMail: {
    method: 'GET',
    path: '/api/rounds/:round/mail',
    may: ['hr'],
    params: RoundParam,
    reply: InvitationMail,
    refuses: ['not-found'],
  },
  retryFailedMail: {
    method: 'POST',
    path: '/api/rounds/:round/mail/retry',
    may: ['hr'],
    params: RoundParam,
    reply: InvitationMail,
    refuses: ['not-found', 'round-not-open'],
  },
  /** A page of personal links with QR codes, `SLIPS_A_SHEET` at most, from the one of that number on; streamed and kept nowhere, entered in the ledger. */
  printSheet: {
    method: 'POST',
    path: '/api/rounds/:round/sheet',
    may: ['hr'],
    params: RoundParam,
    query: z.object({ from: z.coerce.number().int().min(1).default(1) }),
    reply: { download: 'text/html; charset=utf-8' },
    refuses: ['not-found', 'round-not-open'],
  },
  addPerson: {
    method: 'POST',
    path: '/api/rounds/:round/additions',
    may: ['hr'],
    params: RoundParam,
    body: z.object({ person: RowId, reason: Reason }),
    reply: Round,
    refuses: ['not-found', 'round-not-open', 'person-unknown', 'already-invited', 'spares-used-up'],
  },
  extendRound: {
    method: 'POST',
    path: '/api/rounds/:round/extension',
    may: ['hr'],
    params: RoundParam,
    body: z.object({ closes: Instant, reason: Reason }),
    reply: Round,
    refuses: ['not-found', 'round-not-open', 'outside-frozen-limits'],
  },
  endRound: {
    method: 'POST',
    path: '/api/rounds/:round/close',
    may: ['hr'],
    params: RoundParam,
    body: z.object({ reason: Reason }),
    reply: Round,
    refuses: ['not-found', 'round-not-open', 'outside-frozen-limits'],
  },
  cancelRound: {
    method: 'POST',
    path: '/api/rounds/:round/cancellation',
    may: ['hr'],
    params: RoundParam,
    body: z.object({ reason: Reason }),
    reply: Round,
    refuses: ['not-found', 'round-not-open'],
  },
  readTerms: {
    method: 'GET',
    path: '/api/rounds/:round/terms',
    may: ['hr', 'steward', 'executive'],
    params: RoundParam,
    reply: RoundTerms,
    refuses: ['not-found'],
  },
} as const satisfies Contract;
