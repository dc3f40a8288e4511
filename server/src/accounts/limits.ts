import { createHmac } from 'node:crypto';
import { Refusal } from '#shared/contract/refusal.js';
import type { AccountNeeds } from './accounts.js';

/** How often something may be tried under one key before it has to wait. */
interface Limit {
  tries: number;
  windowSeconds: number;
}

const QUARTER = 15 * 60;
/** A whole company may share an address, and a stranger must not lock an account for its holder: the narrow limit is for both together, and is counted before the account's own. */
export const LIMITS = {
  address: { tries: 100, windowSeconds: QUARTER },
  account: { tries: 50, windowSeconds: QUARTER },
  'account-from-address': { tries: 10, windowSeconds: QUARTER },
  code: { tries: 10, windowSeconds: 60 * 60 },
  'password-again': { tries: 10, windowSeconds: QUARTER },
  link: { tries: 30, windowSeconds: QUARTER },
  'sign-on': { tries: 200, windowSeconds: QUARTER },
  setup: { tries: 30, windowSeconds: QUARTER },
} as const satisfies Record<string, Limit>;
export type LimitName = keyof typeof LIMITS;

type Needs = Pick<AccountNeeds, 'registrar' | 'clock' | 'sessionSecret'>;

/** Counts a try before it is made, so that many at once gain nothing. Refuses (`too-many-tries`) with the time to wait. */
export async function countTry(needs: Needs, name: LimitName, ...of: string[]): Promise<void> {
  const { tries, windowSeconds } = LIMITS[name];
  const now = needs.clock.now();
  const counted = await needs.registrar.access.countTry(keyOf(needs, name, of), now.toISOString(), windowSeconds);
  if (counted.tries <= tries) return;
  const retryAfterSeconds = Math.max(1, Math.ceil((Date.parse(counted.windowEnds) - now.getTime()) / 1000));
  const minutes = Math.ceil(retryAfterSeconds / 60);
  throw new Refusal('too-many-tries', {
    remedy: minutes === 1 ? 'Wait a minute and try again.' : `Wait ${minutes} minutes and try again.`,
    retryAfterSeconds,
  });
}

/** It was the right person: earlier tries do not count against them. */
export async function forgetTries(needs: Needs, name: LimitName, ...of: string[]): Promise<void> {
  await needs.registrar.access.forgetTries(keyOf(needs, name, of));
}

/** Whether a token that may be used once is used for the first time. Remembered for so many seconds: by then it has to be refused for its age. Any number at once: one is the first. */
export async function isFirstUse(needs: Needs, token: string, seconds: number): Promise<boolean> {
  const key = keyOf(needs, 'used', [token]);
  return (await needs.registrar.access.countTry(key, needs.clock.now().toISOString(), seconds)).tries === 1;
}

/** Keyed: addresses are not to be read out of the store. */
function keyOf({ sessionSecret }: Needs, name: LimitName | 'used', of: readonly string[]): string {
  return createHmac('sha256', sessionSecret)
    .update(JSON.stringify([name, ...of]))
    .digest('base64url');
}
