import { z } from 'zod';

/** Every reason to refuse, as a word that programs can tell apart. The text for people comes with it. */
export const REFUSALS = {
  // the request itself
  'input-malformed': 400,
  'input-too-large': 413,
  'not-found': 404,
  'cookie-refused': 400,
  'origin-refused': 403,
  'sign-in-needed': 401,
  'not-permitted': 403,
  'too-many-tries': 429,
  'too-busy': 503,
  'store-unavailable': 503,
  'internal-fault': 500,
  // accounts and organisations
  'sign-in-failed': 401,
  'code-needed': 401,
  'link-spent': 410,
  'setup-done': 409,
  'email-taken': 409,
  'roles-conflict': 409,
  'password-weak': 400,
  'last-hr': 409,
  // sign-in by an identity provider
  'sso-off': 404,
  'sso-expired': 400,
  'sso-refused': 403,
  'sso-unreachable': 503,
  'sso-unverified': 403,
  'sso-unknown': 403,
  'sso-other-identity': 409,
  // roster
  'roster-unreadable': 400,
  'roster-rows-refused': 422,
  'roster-changed': 409,
  // rounds
  'round-not-draft': 409,
  'round-not-open': 409,
  'terms-frozen': 409,
  'launch-too-small': 422,
  'launch-times-wrong': 422,
  'launch-address-unsafe': 422,
  'launch-nobody-reads': 422,
  'outside-frozen-limits': 409,
  'spares-used-up': 409,
  'person-unknown': 404,
  'already-invited': 409,
  'not-published': 404,
  'not-yet-shown': 403,
  // collecting
  'invitation-unknown': 404,
  'round-not-yet-open': 409,
  'collecting-ended': 410,
  'fetched-elsewhere': 409,
  'no-replacement-left': 409,
  'blinded-out-of-range': 400,
  // casting
  'round-unknown': 404,
  'signature-refused': 403,
  'answers-unknown': 422,
  'round-closed': 410,
  'round-cancelled': 410,
  'unit-full': 409,
} as const;

export type RefusalCode = keyof typeof REFUSALS;

/** One thing that is wrong: where it stands, why, and what to do. */
export const Problem = z.object({
  field: z.string().optional(),
  row: z.int().optional(),
  reason: z.string(),
  remedy: z.string().optional(),
});
export type Problem = z.infer<typeof Problem>;

/** RFC 9457 problem+json, as every refusal goes over the wire. `problems` lists each wrong field or row. */
export const ProblemJson = z.object({
  type: z.literal('about:blank'),
  title: z.string(),
  status: z.int(),
  code: z.string(),
  field: z.string().optional(),
  row: z.int().optional(),
  detail: z.string().optional(),
  remedy: z.string().optional(),
  problems: z.array(Problem).optional(),
});
export type ProblemJson = z.infer<typeof ProblemJson>;

export interface RefusalParts {
  field?: string;
  row?: number;
  /** Why, in the user's words. */
  reason?: string;
  /** What to do about it, in the user's words. */
  remedy: string;
  problems?: Problem[];
  retryAfterSeconds?: number;
}

/** A clear no: nothing was changed. Rooms throw it; only `http/` knows what status it becomes. */
export class Refusal extends Error {
  constructor(
    readonly code: RefusalCode,
    readonly parts: RefusalParts,
  ) {
    super(`${code}: ${parts.reason ?? parts.remedy}`);
    this.name = 'Refusal';
  }
}
