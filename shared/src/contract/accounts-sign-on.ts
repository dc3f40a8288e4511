import { z } from 'zod';
import { Me, SecondFactorCode } from './accounts.js';
import type { Contract } from './contract.js';

/** A parameter that a browser or a provider may leave out or spoil: what does not fit counts as left out. */
const parameter = z.string().max(4096).optional().catch(undefined);

/** Sign-in by an identity provider (OpenID Connect). What is refused on the way is told on the sign-in page: the browser comes back by redirects alone. */
export const signOn = {
  /** How the provider is called; null where none is configured. */
  readSignOn: { method: 'GET', path: '/api/sign-on', may: ['anyone'], reply: z.object({ name: z.string().nullable() }), refuses: [] },
  startSignOn: {
    method: 'GET',
    path: '/api/sign-on/start',
    may: ['anyone'],
    query: z.object({
      /** The page of this site that opens afterwards. */
      to: z.string().max(500).optional().catch(undefined),
      /** Has the provider ask who it is, also where somebody is signed in there. */
      as: z.literal('somebody-else').optional().catch(undefined),
    }),
    reply: { redirect: '/sign-in' },
    refuses: ['sso-off', 'sso-unreachable', 'too-many-tries'],
  },
  /** Where the provider sends the browser back to. */
  finishSignOn: {
    method: 'GET',
    path: '/api/sign-on/callback',
    may: ['anyone'],
    query: z.object({ code: parameter, state: parameter, iss: parameter, error: parameter }),
    reply: { redirect: '/sign-in' },
    refuses: [
      'sso-off',
      'sso-expired',
      'sso-refused',
      'sso-unreachable',
      'sso-unverified',
      'sso-unknown',
      'sso-other-identity',
      'code-needed',
      'too-many-tries',
    ],
  },
  /** The second factor of an account that has one, after the provider has said who it is. */
  confirmSignOn: {
    method: 'POST',
    path: '/api/sign-on/code',
    may: ['anyone'],
    body: z.object({ code: SecondFactorCode }),
    reply: Me,
    refuses: ['sso-expired', 'sso-unknown', 'sso-other-identity', 'sign-in-failed', 'too-many-tries'],
  },
} as const satisfies Contract;
