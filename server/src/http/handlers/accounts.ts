import type { accounts } from '#shared/contract/accounts.js';
import type { AccountNeeds } from '../../accounts/accounts.js';
import { changePassword } from '../../accounts/change-password.js';
import { changeColleague, inviteColleague, listColleagues, removeColleague, renewColleagueLink } from '../../accounts/colleagues.js';
import { readOneTimeLink, useOneTimeLink } from '../../accounts/one-time-links.js';
import { type OpenedSession, readMe, signIn, signOut } from '../../accounts/sessions.js';
import { disableTwoFactor, enableTwoFactor, startTwoFactor } from '../../accounts/two-factor.js';
import { setUp, setupNeeded } from '../../organisations/set-up.js';
import type { ApiCookie, Handlers } from '../handler.js';

export function accountHandlers(needs: AccountNeeds) {
  return {
    readSetup: async () => ({ needed: await setupNeeded(needs) }),
    setUp: async ({ request: { body }, address, cookie }) => enter(cookie, await setUp(needs, { ...body, address })),
    readMe: ({ caller }) => readMe(needs, caller),
    signIn: async ({ request: { body }, address, cookie }) => enter(cookie, await signIn(needs, { ...body, address })),
    signOut: async ({ cookie }) => {
      if (cookie.token !== undefined) await signOut(needs, cookie.token);
      cookie.clear();
      return undefined;
    },
    listColleagues: async ({ caller }) => ({ colleagues: await listColleagues(needs, caller) }),
    inviteColleague: ({ caller, request: { body } }) => inviteColleague(needs, caller, body),
    changeColleague: ({ caller, request: { params, body } }) => changeColleague(needs, caller, params.colleague, body.roles),
    removeColleague: async ({ caller, request: { params } }) => {
      await removeColleague(needs, caller, params.colleague);
      return undefined;
    },
    renewColleagueLink: ({ caller, request: { params } }) => renewColleagueLink(needs, caller, params.colleague),
    readOneTimeLink: ({ request: { body }, address }) => readOneTimeLink(needs, body.token, address),
    useOneTimeLink: async ({ request: { body }, address, cookie }) => enter(cookie, await useOneTimeLink(needs, { ...body, address })),
    changePassword: async ({ caller, cookie, request: { body } }) => {
      await changePassword(needs, caller, { ...body, session: cookie.token ?? '' });
      return undefined;
    },
    startTwoFactor: ({ caller }) => startTwoFactor(needs, caller),
    enableTwoFactor: async ({ caller, cookie, request: { body } }) => {
      await enableTwoFactor(needs, caller, body.code, cookie.token ?? '');
      return undefined;
    },
    disableTwoFactor: async ({ caller, request: { body } }) => {
      await disableTwoFactor(needs, caller, body.password);
      return undefined;
    },
  } satisfies Handlers<typeof accounts>;
}

export function enter(cookie: ApiCookie, { token, expires, me }: OpenedSession) {
  cookie.set(token, expires);
  return me;
}
