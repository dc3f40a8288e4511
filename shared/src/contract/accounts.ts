import { z } from 'zod';
import type { Contract } from './contract.js';
import { Email, KnownLanguage, LinkToken, Password, PersonName, RowId, TimeZone, TriedPassword } from './fields.js';
import { Role } from './roles.js';

export const OrganisationDetails = z.object({
  name: z.string().trim().min(1).max(200),
  timeZone: TimeZone,
  language: z.string().min(2).max(8),
});
export type OrganisationDetails = z.infer<typeof OrganisationDetails>;

/** Who is signed in, and for which organisation. */
export const Me = z.object({
  account: z.object({
    id: RowId,
    name: z.string(),
    email: z.string(),
    twoFactor: z.boolean(),
    /** False for somebody who has only ever come by the identity provider. */
    password: z.boolean(),
    /** Bound to somebody at the identity provider. */
    signOn: z.boolean(),
  }),
  roles: z.array(Role),
  organisation: OrganisationDetails.extend({ id: RowId }),
  /** A sample organisation whose data are invented (`npm run demo`). */
  sample: z.boolean(),
});
export type Me = z.infer<typeof Me>;

export const Colleague = z.object({
  id: RowId,
  name: z.string(),
  email: z.string(),
  roles: z.array(Role),
  /** `invited`: has not come yet, by the one-time link or the identity provider. */
  state: z.enum(['active', 'invited']),
});
export type Colleague = z.infer<typeof Colleague>;

/** A link that works once, shown on screen once. */
export const OneTimeLink = z.object({ link: z.string(), expires: z.iso.datetime() });
export type OneTimeLink = z.infer<typeof OneTimeLink>;

/** Six digits of an authenticator app (RFC 6238). */
export const SecondFactorCode = z.string().regex(/^\d{6}$/);
const NewPassword = z.object({
  token: LinkToken,
  password: Password,
  /** For accounts that have a second factor: HR makes these links, and must not get round it. */
  code: SecondFactorCode.optional(),
});

export const accounts = {
  readSetup: { method: 'GET', path: '/api/setup', may: ['anyone'], reply: z.object({ needed: z.boolean() }), refuses: [] },
  setUp: {
    method: 'POST',
    path: '/api/setup',
    may: ['anyone'],
    body: z.object({
      token: LinkToken,
      organisation: OrganisationDetails.extend({ language: KnownLanguage }),
      account: z.object({ name: PersonName, email: Email, password: Password }),
    }),
    reply: Me,
    refuses: ['setup-done', 'link-spent', 'password-weak', 'too-many-tries'],
  },
  readMe: { method: 'GET', path: '/api/session', may: ['signed-in'], reply: Me, refuses: [] },
  signIn: {
    method: 'POST',
    path: '/api/session',
    may: ['anyone'],
    body: z.object({
      email: Email,
      password: TriedPassword,
      code: SecondFactorCode.optional(),
    }),
    reply: Me,
    refuses: ['sign-in-failed', 'code-needed', 'too-many-tries'],
  },
  signOut: { method: 'DELETE', path: '/api/session', may: ['signed-in'], reply: 'nothing', refuses: [] },
  listColleagues: {
    method: 'GET',
    path: '/api/colleagues',
    may: ['hr'],
    reply: z.object({ colleagues: z.array(Colleague) }),
    refuses: [],
  },
  inviteColleague: {
    method: 'POST',
    path: '/api/colleagues',
    may: ['hr'],
    body: z.object({ name: PersonName, email: Email, roles: z.array(Role).min(1) }),
    reply: OneTimeLink.extend({ colleague: Colleague }),
    refuses: ['email-taken', 'roles-conflict', 'not-found'],
  },
  changeColleague: {
    method: 'PATCH',
    path: '/api/colleagues/:colleague',
    may: ['hr'],
    params: z.object({ colleague: RowId }),
    body: z.object({ roles: z.array(Role).min(1) }),
    reply: Colleague,
    refuses: ['not-found', 'roles-conflict', 'last-hr'],
  },
  removeColleague: {
    method: 'DELETE',
    path: '/api/colleagues/:colleague',
    may: ['hr'],
    params: z.object({ colleague: RowId }),
    reply: 'nothing',
    refuses: ['not-found', 'last-hr'],
  },
  /** A new one-time link, for a colleague who lost theirs or their password. */
  renewColleagueLink: {
    method: 'POST',
    path: '/api/colleagues/:colleague/link',
    may: ['hr'],
    params: z.object({ colleague: RowId }),
    reply: OneTimeLink,
    refuses: ['not-found'],
  },
  readOneTimeLink: {
    method: 'POST',
    path: '/api/one-time-links/read',
    may: ['anyone'],
    body: z.object({ token: LinkToken }),
    reply: z.object({
      purpose: z.enum(['join', 'reset']),
      name: z.string(),
      email: z.string(),
      organisation: z.string(),
      /** Whether the authenticator app's code is needed with the new password. */
      code: z.boolean(),
    }),
    refuses: ['link-spent', 'too-many-tries'],
  },
  useOneTimeLink: {
    method: 'POST',
    path: '/api/one-time-links',
    may: ['anyone'],
    body: NewPassword,
    reply: Me,
    refuses: ['link-spent', 'password-weak', 'code-needed', 'sign-in-failed', 'too-many-tries'],
  },
  /** A new password in place of the present one. Every other session of the account ends. */
  changePassword: {
    method: 'POST',
    path: '/api/password',
    may: ['signed-in'],
    body: z.object({ current: TriedPassword, password: Password }),
    reply: 'nothing',
    refuses: ['sign-in-failed', 'password-weak', 'too-many-tries'],
  },
  startTwoFactor: {
    method: 'POST',
    path: '/api/two-factor/start',
    may: ['signed-in'],
    /** `picture`: the address as a QR code, in SVG. */
    reply: z.object({ secret: z.string(), uri: z.string(), picture: z.string() }),
    refuses: ['not-permitted'],
  },
  enableTwoFactor: {
    method: 'POST',
    path: '/api/two-factor',
    may: ['signed-in'],
    body: z.object({ code: SecondFactorCode }),
    reply: 'nothing',
    refuses: ['sign-in-failed', 'too-many-tries'],
  },
  disableTwoFactor: {
    method: 'POST',
    path: '/api/two-factor/off',
    may: ['signed-in'],
    body: z.object({ password: TriedPassword }),
    reply: 'nothing',
    refuses: ['sign-in-failed', 'too-many-tries'],
  },
} as const satisfies Contract;
